import type { CityRecord } from './city-record.ts';
import type { MmdbValue } from './mmdb-value.ts';

/**
 * A value of the package dbip-city-mmdb as a record. Its positions are single-precision numbers: four places after the
 * point are all they mean. Undefined when it is something else.
 */
export function readDatabaseRecord(value: MmdbValue): CityRecord | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const { country_code: countryCode, state1: region, city, longitude, latitude } = value;
  if (typeof countryCode !== 'string' || typeof region !== 'string' || typeof city !== 'string')
    return undefined;
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return undefined;
  return { countryCode, region, city, longitude: rounded(longitude), latitude: rounded(latitude) };
}

function rounded(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000;
}

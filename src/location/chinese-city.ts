import { chineseCities } from './chinese-cities.ts';
import type { CityRecord } from './city-record.ts';
import { NearestPoint } from './nearest-point.ts';

interface Province {
  readonly names: readonly string[];
  readonly centres: NearestPoint;
}

/**
 * The city of mainland China that a record lies in. The data often name a quarter or a town instead ("Huaqingbei"):
 * then it is the city of the province with the nearest centre, which near a boundary may be the neighbour.
 */
export class ChineseCity {
  /** Read from the table when a province is first asked for. */
  readonly #provinces = new Map<string, Province>();

  /** @param plainName the record's city without the part in brackets. Null when the province is not known. */
  of(record: CityRecord, plainName: string): string | null {
    const province = this.#province(record.region);
    if (province === undefined) return null;
    if (province.names.includes(plainName)) return plainName;
    return province.names[province.centres.find(record)!.index]!;
  }

  #province(region: string): Province | undefined {
    const table = chineseCities[region];
    if (table === undefined) return undefined;
    const known = this.#provinces.get(region) ?? readProvince(table);
    this.#provinces.set(region, known);
    return known;
  }
}

/** `Nanning 108.37 22.82, Liuzhou 109.42 24.33` */
function readProvince(table: string): Province {
  const rows = table.split(',').map((row) => row.trim().split(' '));
  const points = rows.map(([, longitude, latitude]) => ({
    longitude: Number(longitude),
    latitude: Number(latitude),
  }));
  return { names: rows.map(([name]) => name!), centres: new NearestPoint(points) };
}

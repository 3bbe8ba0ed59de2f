import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QiyunError } from '../model/errors.ts';
import type { CityRecord } from './city-record.ts';
import { NearestPoint } from './nearest-point.ts';

/** What lies farther from every known place is nowhere: at sea or in a wilderness. */
const nearKm = 100;
const file = 'places.tsv';

/**
 * The cities and towns of the world by position: `places.tsv`, which scripts/make-places.js derives from DB-IP City Lite.
 * Read at the first question.
 */
export class KnownPlaces {
  #loaded: { readonly lines: readonly string[]; readonly points: NearestPoint } | undefined;

  /**
   * The nearest place within 100 km; undefined when there is none, or the position is none.
   *
   * @throws QiyunError 5409 when the file is missing
   */
  near(longitude: number, latitude: number): CityRecord | undefined {
    if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) return undefined;
    this.#loaded ??= load();
    const nearest = this.#loaded.points.find({ longitude, latitude });
    if (nearest === undefined || nearest.distanceKm > nearKm) return undefined;
    return readLine(this.#loaded.lines[nearest.index]!);
  }
}

function load() {
  const lines = readPlaces().split('\n').slice(0, -1);
  return { lines, points: new NearestPoint(lines.map(readLine)) };
}

function readPlaces(): string {
  try {
    return readFileSync(join(import.meta.dirname, file), 'utf8');
  } catch (cause) {
    throw new QiyunError('5409', { detail: `${file} is not beside the program; build it again`, cause });
  }
}

/** `CN<tab>Guangdong<tab>Guangzhou<tab>113.27<tab>23.13` */
function readLine(line: string): CityRecord {
  const [countryCode = '', region = '', city = '', longitude, latitude] = line.split('\t');
  return { countryCode, region, city, longitude: Number(longitude), latitude: Number(latitude) };
}

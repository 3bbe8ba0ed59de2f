import type { Location } from '../model/place.ts';
import { ChineseCity } from './chinese-city.ts';
import type { CityRecord } from './city-record.ts';
import { countryName } from './country-name.ts';

/** Country codes of what is one city: the names inside, of quarters and parishes, are no cities to anybody. */
const singleCities: Readonly<Record<string, string>> = { HK: 'Hong Kong', MO: 'Macao', SG: 'Singapore' };

/** Makes the names that reports print of those in the data: a city without its quarters, apostrophes as one types them. */
export class PlaceNames {
  readonly #chineseCity = new ChineseCity();

  /** Undefined when the country code names no country. Region and city are null where the data have none. */
  locate(record: CityRecord): Location | undefined {
    const country = countryName(record.countryCode);
    if (country === undefined) return undefined;
    const { longitude, latitude } = record;
    const single = singleCities[record.countryCode];
    if (single !== undefined) return { country, region: single, city: single, longitude, latitude };
    return { country, region: plain(record.region) || null, city: this.#city(record), longitude, latitude };
  }

  #city(record: CityRecord): string | null {
    const name = plain(record.city);
    return record.countryCode === 'CN' ? this.#chineseCity.of(record, name) : name || null;
  }
}

/** `Xi’an (Beilin Qu)` → `Xi'an` */
function plain(name: string): string {
  return name
    .replace(/\(.*$/, '')
    .replace(/[’‘ʼʻ`]/g, "'")
    .trim();
}

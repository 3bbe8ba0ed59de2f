import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { newDid, newHexIdentifier } from '../model/identifiers.ts';
import { createDevice } from './create-device.ts';
import { placeId } from './place-id.ts';
import { type DeviceFilter, searchDevices } from './search-devices.ts';
import { createEnterprise } from './write-enterprise.ts';
import { createProduct } from './write-product.ts';

const createdAtMs = Date.parse('2026-11-23T08:00:00Z');
const devices = 40;
const cities = ['Amsterdam', 'Berlin', 'Bremen', 'Hamburg'];
let test: TestDatabase;
let productId: number;
let groupIds: number[];

/** Neighbours are in different cities and groups; some are disabled. */
beforeAll(async () => {
  test = await createTestDatabase(createdAtMs);
  const enterpriseId = newHexIdentifier();
  const common = { name: 'n', enterpriseId, createdAtMs };
  await createEnterprise(test.database, { ...common, secret: newHexIdentifier() });
  const secrets = { productKey: newHexIdentifier(), secretSealed: Buffer.alloc(44) };
  await createProduct(test.database, { ...common, ...secrets, document: undefined });
  const { database } = test;
  productId = (await database.query<{ id: number }>('select id from product')).rows[0]!.id;
  const groups = await database.query<{ id: number }>(
    `insert into device_group (gid, product_id, parent_id, created_at)
     select md5(n::text), $1, case when n > 1 then currval(pg_get_serial_sequence('device_group', 'id')) end, now()
     from generate_series(1, 3) n returning id`,
    [productId],
  );
  groupIds = groups.rows.map((row) => row.id);
  const placeIds = [];
  for (const city of cities) {
    const country = city === 'Amsterdam' ? 'Netherlands' : 'Germany';
    placeIds.push(await placeId(database, { country, region: 'North', city }));
  }
  for (let number = 0; number < devices; number++) {
    const device = { productId, did: newDid(), mac: `m${number}`, deviceSn: null, passcodeSealed: null };
    const id = await database.transaction((tx) => createDevice(tx, { ...device, createdAtMs }));
    await database.query(
      'update device_standing set place_id = $2, group_id = $3, is_disabled = $4 where device_id = $1',
      [id, placeIds[number % 4], groupIds[number % 3], number % 9 === 0],
    );
  }
});

afterAll(() => test.drop());

const numbers = Array.from({ length: devices }, (_, number) => number);
const shown = (number: number) => number % 9 !== 0;

it.each<[string, () => Partial<DeviceFilter>, (number: number) => boolean]>([
  ['one place', () => ({ city: 'Bremen' }), (number) => number % 4 === 2],
  ['several places', () => ({ country: 'Germany' }), (number) => number % 4 > 0],
  ['no place', () => ({ city: 'Atlantis' }), () => false],
  ['one group', () => ({ groupIds: groupIds.slice(0, 1) }), (number) => number % 3 === 0],
  ['several groups', () => ({ groupIds: groupIds.slice(1) }), (number) => number % 3 > 0],
  [
    'places and groups',
    () => ({ country: 'Germany', groupIds: groupIds.slice(1) }),
    (number) => number % 4 > 0 && number % 3 > 0,
  ],
])('pages of the devices of %s go on where the last one ended', async (_, filter, isSought) => {
  const expected = numbers.filter((number) => shown(number) && isSought(number));
  const found: string[] = [];
  for (let skip = 0; skip <= devices; skip += 4) {
    const { rows, total } = await search(filter(), { limit: 4, skip });
    found.push(...rows.map(({ mac }) => mac));
    expect(total).toBe(expected.length);
  }
  expect(found).toEqual(expected.map((number) => `m${number}`));
});

it('a page so far ahead that not all before it is read from each place is the same', async () => {
  const { rows, total } = await search({ country: 'Germany' }, { limit: 10_000, skip: 20 });
  const expected = numbers.filter((number) => shown(number) && number % 4 > 0);
  expect(rows.map(({ mac }) => mac)).toEqual(expected.slice(20).map((number) => `m${number}`));
  expect(total).toBe(expected.length);
});

function search(filter: Partial<DeviceFilter>, page: { readonly limit: number; readonly skip: number }) {
  return searchDevices(test.database, { productId, showDisabled: false, ...filter }, page);
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';

let api: ConsoleApi;
let heater: ConsoleTestProduct;
let lamp: ConsoleTestProduct;

beforeAll(async () => {
  api = await startConsoleApi();
  heater = await api.createProduct({ name: 'Heater 温室' });
  lamp = await api.createProduct({ name: 'Lamp' });
});

afterAll(() => api.close());

const find = (q: string) => api.succeed('GET', `/search?q=${encodeURIComponent(q)}`);

test('devices are found by the beginning of did or mac, in all products', async () => {
  const { did } = await api.createDevice(heater, 'aa_bb01');
  await api.createDevice(lamp, 'aa_bb02');
  await api.createDevice(lamp, 'aaxbb03');
  const first = {
    did,
    mac: 'aa_bb01',
    product_key: heater.productKey,
    product_name: 'Heater 温室',
    is_online: false,
  };
  expect(await find('AA_BB01')).toEqual({ products: [], devices: [first] });
  expect((await find('aa_')).devices.map(({ mac }: { mac: string }) => mac)).toEqual(['aa_bb01', 'aa_bb02']);
  expect((await find(did)).devices).toEqual([first]);
  expect((await find(did.slice(0, 8))).devices).toEqual([first]);
  expect((await find('aa')).devices).toEqual([]);
  expect((await find('%%%')).devices).toEqual([]);
});

test('products are found by name and key', async () => {
  const shown = { product_key: heater.productKey, name: 'Heater 温室' };
  expect((await find('温')).products).toEqual([shown]);
  expect((await find('hEAT')).products).toEqual([shown]);
  expect((await find(heater.productKey.slice(0, 12))).products).toEqual([shown]);
});

test('no more than twenty are found', async () => {
  for (let number = 10; number < 40; number++) await api.createDevice(lamp, `lamp${number}`);
  const { products, devices } = await find('lamp');
  expect([products.length, devices.length]).toEqual([1, 19]);
});

test.each(['', 'x'.repeat(65), 'a\0'])('%j is not looked for', async (q) => {
  expect((await api.call('GET', `/search?q=${encodeURIComponent(q)}`)).body.error_code).toBe('5002');
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createDeviceGroup } from '../../store/device-group-tree.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';

let api: ConsoleApi;
let product: ConsoleTestProduct;

beforeAll(async () => {
  api = await startConsoleApi();
  product = await api.createProduct();
});

afterAll(() => api.close());

const list = (query = '', { productKey } = product) =>
  api.succeed('GET', `/products/${productKey}/devices${query}`);

const macsOf = async (query: string) =>
  (await list(query)).objects.map(({ mac }: { readonly mac: string }) => mac);

test('devices are listed with how they stand and the group that they are in', async () => {
  const { deviceId, did } = await api.createDevice(product, 'aa01');
  const gid = newHexIdentifier();
  const group = { productId: product.id, gid, parentGid: undefined, createdAtMs: api.clock() };
  await createDeviceGroup(api.database, group);
  await api.succeed('PATCH', `/products/${product.productKey}/device_groups/${gid}`, { name: '一楼' });
  await api.database.query(
    `update device_standing set group_id = (select id from device_group where gid = $1), is_online = true,
       online_at = '2026-11-22T07:00:00Z' where device_id = $2`,
    [gid, deviceId],
  );
  const { meta, objects } = await list(`?gid=${gid}&is_online=1`);
  expect(meta).toMatchObject({ total: 1, limit: 20, skip: 0 });
  expect(objects).toEqual([
    {
      did,
      mac: 'aa01',
      is_online: true,
      is_disabled: false,
      is_faulty: false,
      is_alert: false,
      country: null,
      region: null,
      city: null,
      gid,
      group_name: '一楼',
      created_at: api.clock() / 1000,
      online_at: Date.parse('2026-11-22T07:00:00Z') / 1000,
      reported_at: null,
      mcu_hard_version: null,
      mcu_soft_version: null,
      wifi_hard_version: null,
      wifi_soft_version: null,
    },
  ]);
});

test('devices are found by the beginning of the mac, in any case, or of the did', async () => {
  const { did } = await api.createDevice(product, 'bb01');
  await api.createDevice(product, 'bb02');
  await api.createDevice(product, 'cbb0');
  await api.createDevice(await api.createProduct(), 'bb03');
  expect(await macsOf('?q=BB')).toEqual(['bb01', 'bb02']);
  expect(await macsOf('?q=bb&limit=1&skip=1')).toEqual(['bb02']);
  expect(await macsOf(`?q=${did.slice(0, 12)}`)).toEqual(['bb01']);
  expect(await macsOf('?q=%25')).toEqual([]);
  expect((await list('?q=bb&limit=1')).meta.total).toBe(2);
  expect((await list('?q=bb&is_online=1')).meta.total).toBe(0);
});

test('the download has what the list has', async () => {
  await api.createDevice(product, 'dd01');
  const url = `/console/v1/products/${product.productKey}/devices.csv?q=dd`;
  const { body } = await api.app.inject({ url, headers: { authorization: `Bearer ${'a'.repeat(32)}` } });
  expect(body.trim().split('\r\n')).toHaveLength(2);
});

test('products that are not to be had have no devices', async () => {
  const answer = await api.call('GET', `/products/${'f'.repeat(32)}/devices`);
  expect(answer.body.error_code).toBe('5015');
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleApi, startConsoleApi } from './console-api.test-helper.ts';

let api: ConsoleApi;

beforeAll(async () => {
  api = await startConsoleApi();
});

afterAll(() => api.close());

test('devices are counted product by product, those without any too', async () => {
  const busy = await api.createProduct();
  const empty = await api.createProduct();
  const { deviceId } = await api.createDevice(busy, 'accf2350d446');
  await api.createDevice(busy, 'accf2350d447');
  await api.database.query('update device_standing set is_online = true where device_id = $1', [deviceId]);
  const ofBusy = { product_key: busy.productKey, total: 2, online: 1 };
  const ofEmpty = { product_key: empty.productKey, total: 0, online: 0 };
  expect(await api.succeed('GET', '/product_device_counts')).toEqual({ products: [ofBusy, ofEmpty] });
  const asked = await api.succeed('GET', `/product_device_counts?enterprise_id=${empty.enterpriseId}`);
  expect(asked).toEqual({ products: [ofEmpty] });
  const unknown = await api.call('GET', `/product_device_counts?product_key=${'0'.repeat(32)}`);
  expect(unknown.body.error_code).toBe('5015');
});

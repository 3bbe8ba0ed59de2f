import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { greenhouseController } from '../../model/example-products/greenhouse-controller.ts';
import { virtualDevicesMax } from '../../model/virtual-devices.ts';
import { type ConsoleApi, type ConsoleTestProduct, startConsoleApi } from './console-api.test-helper.ts';
import { StandInVirtualDevices } from './virtual-devices.test-helper.ts';

const virtualDevices = new StandInVirtualDevices();

let api: ConsoleApi;
let product: ConsoleTestProduct;
let path: string;

beforeAll(async () => {
  api = await startConsoleApi({ virtualDevices });
});

afterAll(() => api.close());

beforeEach(async () => {
  await api.database.query('delete from virtual_device');
  product = await api.createProduct({ datapoints: greenhouseController });
  path = `/products/${product.productKey}/virtual_device`;
});

const actions = async () =>
  (await api.succeed('GET', '/admin/v1/audit?limit=3')).objects.map(
    ({ action }: { action: string }) => action,
  );

describe('the virtual device of a product', () => {
  test('is there once it was started, and remains one however often it is started', async () => {
    const none = { did: null, mac: 'virtual:site', is_running: false, is_online: false, attrs: {} };
    expect(await api.succeed('GET', path)).toEqual(none);
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => api.succeed('PUT', path)));
    expect(first).toEqual({ ...none, did: expect.any(String), is_running: true });
    for (const other of others) expect(other).toEqual(first);
    expect(await api.succeed('GET', path)).toEqual(first);
    const { rows } = await api.database.query<{ passcode_sealed: Buffer }>(
      'select passcode_sealed from device where did = $1',
      [first.did],
    );
    expect(api.seal.open(rows[0]!.passcode_sealed)).toMatch(/^[A-Z]{10}$/);
    expect((await actions()).filter((action: string) => action === 'virtual_device.start')).toHaveLength(1);
  });

  test('keeps its did over a stop, and is gone after being erased', async () => {
    const { did } = await api.succeed('PUT', path);
    await api.succeed('DELETE', path);
    expect(await api.succeed('GET', path)).toMatchObject({ did, is_running: false });
    expect((await actions())[0]).toBe('virtual_device.stop');
    expect((await api.succeed('PUT', path)).did).toBe(did);
    await api.succeed('DELETE', `${path}?erase=1`);
    expect((await api.succeed('GET', path)).did).toBeNull();
    expect((await actions()).slice(0, 2)).toEqual(['device.erase', 'virtual_device.stop']);
    // Nothing is left to stop.
    expect(await api.succeed('DELETE', `${path}?erase=1`)).toEqual({});
  });

  test('is never erased while it is not running: then it may be anybody’s', async () => {
    const { did } = await api.createDevice(product, 'virtual:site');
    await api.succeed('DELETE', `${path}?erase=1`);
    expect((await api.succeed('GET', path)).did).toBe(did);
  });

  test('reports what it is told to, and says so in the audit log', async () => {
    const { did } = await api.succeed('PUT', path);
    await api.succeed('PATCH', path, { attrs: { heater: true } });
    expect(virtualDevices.reports.at(-1)).toEqual({ productId: product.id, attrs: { heater: true } });
    const { objects } = await api.succeed('GET', '/admin/v1/audit?limit=1');
    expect(objects[0]).toMatchObject({ action: 'virtual_device.report', did, detail: { names: ['heater'] } });
    virtualDevices.isOnline = false;
    expect((await api.call('PATCH', path, { attrs: { heater: true } })).body.error_code).toBe('5305');
    virtualDevices.isOnline = true;
    expect((await api.call('PATCH', path, { attrs: {} })).body.error_code).toBe('5002');
  });

  test('needs data points', async () => {
    const { productKey } = await api.createProduct();
    const answer = await api.call('PUT', `/products/${productKey}/virtual_device`);
    expect(answer.body.error_code).toBe('5402');
  });

  test('is refused where there are as many as may be', async () => {
    await api.database.query(
      `with made as (
         insert into product (product_key, enterprise_id, name, secret_sealed, created_at)
         select md5(n::text || now()::text), $1, 'x', $3, now() from generate_series(1, $2::integer) n returning id
       ), devices as (
         insert into device (product_id, did, mac, created_at) select id, 'v' || id, 'virtual:site', now() from made returning id, product_id
       )
       insert into virtual_device (product_id, device_id, started_at) select product_id, id, now() from devices`,
      [product.enterpriseId, virtualDevicesMax, api.seal.seal('a secret')],
    );
    const answer = await api.call('PUT', path);
    expect([answer.status, answer.body.error_code]).toEqual([403, '5018']);
  });

  test.each(['GET', 'PUT', 'DELETE'] as const)('of an unknown product is not found by %s', async (method) => {
    const { body } = await api.call(method, `/products/${'f'.repeat(32)}/virtual_device`);
    expect(body.error_code).toBe('5015');
  });
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ApiClient } from './api-client.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

/** Two processes, so that calls come to one that does not run the devices, too; every call is on a connection of its own. */
const options = { env: { QIYUN_PROCESSES: '2' } };
const soon = { timeout: 15_000, interval: 100 };

let server: ServerProcess;
let customer: Customer;
let consoleApi: ApiClient;
let path: string;

beforeAll(async () => {
  server = await ServerProcess.start(options);
  customer = await createCustomer(server);
  const authorization = `Bearer ${server.adminToken}`;
  consoleApi = new ApiClient({ server, prefix: '/console/v1', authorization });
  path = `/products/${customer.greenhouse.productKey}/virtual_device`;
});

afterAll(() => server.remove());

const shown = () => consoleApi.get(path);

const toBecome = (state: object) => vi.waitFor(async () => expect(await shown()).toMatchObject(state), soon);

test('a virtual device is a device like any other, whichever process is called', async () => {
  const { productKey } = customer.greenhouse;
  await adminApi(server).success('PATCH', `/products/${productKey}`, { registration: 'preregistered' });
  const { did } = await consoleApi.success('PUT', path);
  await toBecome({ did, is_running: true, is_online: true });
  await vi.waitFor(async () => expect((await shown()).attrs).toHaveProperty('air_temperature'), soon);

  for (const heater of [1, 0, 1, 0]) {
    await consoleApi.success('PATCH', path, { attrs: { heater, frost: heater, target_temperature: 21.5 } });
    await toBecome({ attrs: { heater, frost: heater, target_temperature: 21.5 } });
  }
  await customer.greenhouse.api.post(`/devices/${did}/control`, { attrs: { mode: '节能', grow_light: 7 } });
  await toBecome({ attrs: { mode: '节能', grow_light: 7 } });

  const refused = await consoleApi.call('PATCH', path, { attrs: { no_such_point: 1 } });
  expect([refused.status, refused.body.detail]).toEqual([400, 'no_such_point: no such data point']);
});

test('a virtual device has the new definition of its product', async () => {
  const { productKey } = customer.greenhouse;
  const { datapoints } = await adminApi(server).get(`/products/${productKey}`);
  datapoints.entities[0].attrs[4].name = 'lamp';
  await adminApi(server).success('PATCH', `/products/${productKey}`, { datapoints });
  await vi.waitFor(async () => expect((await shown()).attrs).toHaveProperty('lamp'), soon);
});

test('a virtual device is back after a restart, and goes when it is stopped', async () => {
  const { did } = await shown();
  await server.stop();
  await server.start(options);
  await toBecome({ did, is_running: true, is_online: true });
  await consoleApi.success('DELETE', path);
  await toBecome({ did, is_running: false, is_online: false });
  expect((await consoleApi.call('PATCH', path, { attrs: { heater: 1 } })).body.error_code).toBe('5305');
  await consoleApi.success('PUT', path);
  await toBecome({ did, is_running: true, is_online: true });
  await consoleApi.success('DELETE', `${path}?erase=1`);
  expect(await shown()).toMatchObject({ did: null, is_running: false });
});

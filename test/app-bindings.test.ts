import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bindSignature } from '../src/api/app/bind-signature.ts';
import { SimulatedDevice } from '../src/simulator/simulated-device.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

let server: ServerProcess;
let customer: Customer;
let appid: string;

beforeAll(async () => {
  server = await ServerProcess.start();
  customer = await createCustomer(server);
  const created = await adminApi(server).post(`/enterprises/${customer.enterpriseId}/apps`, { name: '果园' });
  appid = created.appid;
}, 60_000);
afterAll(() => server.remove());

/** As an app in the field calls: every answer is JSON and says so. */
async function callApp(method: string, path: string, more: { headers?: object; body?: object } = {}) {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/app${path}`, {
    method,
    headers: { 'X-Gizwits-Application-Id': appid, ...more.headers },
    ...(more.body && { body: JSON.stringify(more.body) }),
  });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function connectDevice(mac: string): Promise<SimulatedDevice> {
  const device = new SimulatedDevice({
    product: customer.greenhouse,
    mac,
    qos: 1,
    bootstrap: { host: '127.0.0.1', port: server.httpPort, hostName: 'api.gizwits.com' },
    retryPause: { firstMs: 100, growthMs: 0, maxMs: 100 },
  });
  onTestFinished(() => device.stop());
  device.connect();
  await device.online();
  return device;
}

test('a user registers in an app, binds two devices by signature, controls one, and the enterprise sees him', {
  timeout: 60_000,
}, async () => {
  const { productKey, productSecret, api } = customer.greenhouse;
  const person = { username: 'wang', password: 'chang-e-2026' };
  const { uid, token } = (await callApp('POST', '/users', { body: person })).body;
  const user = { 'X-Gizwits-User-token': token };
  const macs = ['5ccf7f0000b1', '5ccf7f0000b2'];
  const devices = await Promise.all(macs.map(connectDevice));

  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = bindSignature(productSecret, timestamp);
  const signed = { ...user, 'X-Gizwits-Timestamp': timestamp, 'X-Gizwits-Signature': signature };
  for (const mac of macs) {
    const bound = await callApp('POST', '/bind_mac', {
      headers: signed,
      body: { product_key: productKey, mac, dev_alias: `温室 ${mac}` },
    });
    expect(bound.status).toBe(201);
  }

  const { body: list } = await callApp('GET', '/bindings?limit=20&skip=0', { headers: user });
  expect(list.devices).toMatchObject(
    devices.toReversed().map(({ did, passcode }, index) => ({
      did,
      passcode,
      mac: macs[1 - index],
      product_key: productKey,
      product_name: '温室',
      host: '127.0.0.1',
      port: server.mqttPort,
      ws_port: server.httpPort,
      is_online: true,
      role: 'special',
      dev_alias: `温室 ${macs[1 - index]}`,
    })),
  );

  const did = devices[0]!.did!;
  const controlled = await callApp('POST', `/control/${did}`, {
    headers: user,
    body: { attrs: { heater: true } },
  });
  expect(controlled).toEqual({ status: 200, body: {} });
  await expect
    .poll(async () => (await callApp('GET', `/devdata/${did}/latest`)).body, { timeout: 10_000 })
    .toMatchObject({ did, attr: { heater: 1 } });

  const { objects } = await api.get(`/users/search?type=did&val=${did}`);
  expect(objects).toMatchObject([{ uid, username: 'wang', is_owner: true }]);
});

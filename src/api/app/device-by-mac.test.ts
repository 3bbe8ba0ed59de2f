import { afterAll, beforeAll, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createThrottles } from '../../model/throttle.ts';
import {
  EnterpriseApiUnderTest,
  type TestDevice,
  type TestProduct,
} from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { appRefusalOf, createTestApp, createTestUser, type TestUser } from './app-user.test-helper.ts';

let api: EnterpriseApiUnderTest;
let product: TestProduct;
let device: TestDevice;
let user: TestUser;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.register(createAppApi({ ...appOptions(api), throttles: createThrottles(() => api.nowMs) }));
  const enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise);
  device = await api.createDevice(product, '5ccf7f000001');
  await api.database.query('update device set passcode_sealed = $2 where id = $1', [
    device.deviceId,
    api.seal.seal('ABCDEFGHIJ'),
  ]);
  user = await createTestUser(api, await createTestApp(api, enterprise));
});

afterAll(() => api.stop());

const byMac = (mac: string, { productKey = product.productKey, headers = user.headers } = {}) =>
  api.get(`/app/devices?product_key=${productKey}&mac=${mac}`, { headers, address: '198.51.100.9' });

it('9014: a passcode is not told by mac unless the product allows it, whether the device exists or not', async () => {
  const [known, unknown] = [await byMac(device.mac), await byMac('5ccf7fffffff')];
  expect(appRefusalOf(known)).toBe('404 9014');
  expect(known.json().detail_message).toBe('passcode_by_mac is off for this product');
  expect(unknown.json()).toEqual(known.json());
});

it('an old app finds a device by its mac and binds it with the passcode', async () => {
  await api.updateProduct(product.id, { passcodeByMac: true });
  const found = await byMac('5CCF7F000001');
  expect(found.json()).toMatchObject({ did: device.did, mac: device.mac, passcode: 'ABCDEFGHIJ' });
  const { did, passcode } = found.json();
  const bound = await api.post('/app/bindings', {
    headers: user.headers,
    body: { devices: [{ did, passcode }] },
  });
  expect(bound.json()).toEqual({ success: [device.did], failed: [] });
});

it('9002: a product of another enterprise; 9004: without a user; 9015: no mac', async () => {
  const foreign = await api.createProduct(await api.createEnterprise(), { passcodeByMac: true });
  expect(appRefusalOf(await byMac(device.mac, { productKey: foreign.productKey }))).toBe('400 9002');
  expect(appRefusalOf(await byMac(device.mac, { productKey: newHexIdentifier() }))).toBe('400 9002');
  const { 'x-gizwits-application-id': appid } = user.headers;
  const headers = { 'x-gizwits-application-id': appid! };
  expect(appRefusalOf(await byMac(device.mac, { headers }))).toBe('400 9004');
  expect(appRefusalOf(await byMac(''))).toBe('400 9015');
});

it('9041: macs cannot be tried without end', async () => {
  const answers = [];
  for (let tries = 0; tries < 100; tries++) answers.push(appRefusalOf(await byMac(`mac${tries}`)));
  expect(new Set(answers)).toEqual(new Set(['404 9014', '429 9041']));
});

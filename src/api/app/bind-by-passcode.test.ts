import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  EnterpriseApiUnderTest,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { appRefusalOf, createTestApp, createTestUser, type TestUser } from './app-user.test-helper.ts';

const passcode = 'GDZXCVBNMA';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let appid: string;
let user: TestUser;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.register(createAppApi(appOptions(api)));
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise);
  appid = await createTestApp(api, enterprise);
});

beforeEach(async () => {
  user = await createTestUser(api, appid);
});

afterAll(() => api.stop());

let devices = 0;
async function newDevice(of = product): Promise<TestDevice> {
  devices += 1;
  const device = await api.createDevice(of, `5ccf7f${String(devices).padStart(6, '0')}`);
  await api.database.query('update device set passcode_sealed = $2 where id = $1', [
    device.deviceId,
    api.seal.seal(passcode),
  ]);
  return device;
}

const bind = (...claims: object[]) =>
  api.post('/app/bindings', { headers: user.headers, body: { devices: claims } });
const bindLatest = (qrContent: string, more: object = {}, { headers } = user) =>
  api.post('/app/bind_latest', { headers, body: { qr_content: qrContent, ...more } });
const contentOf = ({ did }: TestDevice) =>
  `product_key=${product.productKey}&did=${did}&passcode=${passcode}`;

describe('POST /app/bindings', () => {
  it('binds the devices whose passcodes are right and fails the others', async () => {
    const [mine, wrong] = [await newDevice(), await newDevice()];
    const foreign = await newDevice(await api.createProduct(await api.createEnterprise()));
    const answer = await bind(
      { did: mine.did, passcode, remark: '客厅' },
      { did: wrong.did, passcode: 'guess' },
      { did: foreign.did, passcode },
      { did: 'none', passcode },
    );
    expect(answer.json()).toEqual({ success: [mine.did], failed: [wrong.did, foreign.did, 'none'] });
    const listed = (await api.get('/app/bindings', user)).json().devices;
    expect(listed).toMatchObject([{ did: mine.did, remark: '客厅', passcode }]);
  });

  it('9041: who has guessed too often is not told whether the next guess is right', async () => {
    const { did } = await newDevice();
    const guess = (count: number, secret: string) =>
      api.post('/app/bindings', {
        headers: user.headers,
        address: '198.51.100.9',
        body: { devices: Array(count).fill({ did, passcode: secret }) },
      });
    const answer = await guess(100, 'guess');
    expect(appRefusalOf(answer)).toBe('429 9041');
    expect(appRefusalOf(await guess(1, passcode))).toBe('429 9041');
  });
});

describe('POST /app/bind_latest', () => {
  it('binds the device of a code, be it an address or the parameters alone', async () => {
    for (const before of ['', 'http://site.example.com/?']) {
      const device = await newDevice();
      const answer = await bindLatest(before + contentOf(device), { set_owner: 1 });
      expect([answer.statusCode, answer.json()]).toMatchObject([201, { did: device.did, role: 'owner' }]);
    }
  });

  it('9040: anything else; 9016: a wrong passcode; 9002: another product', async () => {
    const device = await newDevice();
    const refusal = async (content: string) => appRefusalOf(await bindLatest(content));
    expect(await refusal('你好')).toBe('400 9040');
    expect(await refusal(`did=${device.did}&passcode=${passcode}`)).toBe('400 9040');
    expect(await refusal(`${contentOf(device)}X`)).toBe('400 9016');
    expect(await refusal(contentOf(device).replace(/=.{32}/, '=nobody'))).toBe('400 9002');
    const { productKey } = await api.createProduct(enterprise);
    expect(await refusal(contentOf(device).replace(product.productKey, productKey))).toBe('400 9040');
  });
});

describe('guests', () => {
  const list = ({ did }: TestDevice, { headers } = user) => api.get(`/app/${did}/bindings`, { headers });
  const dismiss = ({ did }: TestDevice, uid: string, { headers } = user) =>
    api.delete(`/app/${did}/bindings?uid=${uid}`, { headers });

  it('are seen by the owner with their names half hidden, and dismissed by him', async () => {
    const device = await newDevice();
    const guest = await createTestUser(api, appid);
    await bindLatest(contentOf(device));
    await bindLatest(contentOf(device), {}, guest);
    expect((await list(device)).json()).toEqual([
      {
        uid: guest.uid,
        username: expect.stringMatching(/^u\*{4}/),
        phone: null,
        email: null,
        created_at: '2026-11-22T08:00:00Z',
      },
    ]);
    expect(appRefusalOf(await list(device, guest))).toBe('400 9093');
    expect(appRefusalOf(await dismiss(device, user.uid, guest))).toBe('400 9093');
    const answer = await dismiss(device, guest.uid);
    expect([answer.statusCode, answer.body]).toEqual([200, '{}']);
    expect((await list(device)).json()).toEqual([]);
  });

  it('9095: the owner himself; 9082: nobody of the guests; 9017: not bound', async () => {
    const device = await newDevice();
    expect(appRefusalOf(await list(device))).toBe('401 9017');
    await bindLatest(contentOf(device));
    expect(appRefusalOf(await dismiss(device, user.uid))).toBe('400 9095');
    for (const uid of ['', '%00', 'f'.repeat(32)])
      expect(appRefusalOf(await dismiss(device, uid))).toBe('400 9082');
  });
});

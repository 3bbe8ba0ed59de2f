import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newDid, newHexIdentifier } from '../../model/identifiers.ts';
import {
  EnterpriseApiUnderTest,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { appRefusalOf, createTestApp, createTestUser, type TestUser } from './app-user.test-helper.ts';
import { bindSignature } from './bind-signature.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let appid: string;
let device: TestDevice;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.register(createAppApi(appOptions(api)));
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise);
  appid = await createTestApp(api, enterprise);
});

let devices = 0;
async function newDevice(): Promise<TestDevice> {
  devices += 1;
  return api.createDevice(product, `5ccf7f${String(devices).padStart(6, '0')}`, { isOnline: true });
}

beforeEach(async () => {
  device = await newDevice();
});

afterAll(() => api.stop());

const newUser = () => createTestUser(api, appid);

interface Signed {
  readonly timestamp?: string;
  readonly signature?: string;
}

function bindMac({ headers }: TestUser, body: object = {}, signed: Signed = {}) {
  const { timestamp = String(Math.floor(api.nowMs / 1000)) } = signed;
  const { signature = bindSignature(product.secret, timestamp) } = signed;
  return api.post('/app/bind_mac', {
    headers: { ...headers, 'x-gizwits-timestamp': timestamp, 'x-gizwits-signature': signature },
    body: { product_key: product.productKey, mac: device.mac, ...body },
  });
}

async function listed({ headers }: TestUser, query = ''): Promise<Record<string, unknown>[]> {
  const answer = await api.get(`/app/bindings${query}`, { headers });
  expect(answer.statusCode).toBe(200);
  return answer.json().devices;
}

async function roleOf(user: TestUser): Promise<unknown> {
  return (await listed(user)).find(({ did }) => did === device.did)?.role;
}

const unbind = ({ headers }: TestUser, ...dids: string[]) =>
  api.delete('/app/bindings', { headers, body: { devices: dids.map((did) => ({ did })) } });

describe('POST /app/bind_mac', () => {
  it('binds a device in whatever case its mac is, and answers 201 with all that clients read', async () => {
    await api.database.query('update device set passcode_sealed = $2, wifi_soft_version = $3 where id = $1', [
      device.deviceId,
      api.seal.seal('GDZXCVBNMA'),
      '04020034',
    ]);
    const user = await newUser();
    const answer = await bindMac(user, { mac: device.mac.toUpperCase(), remark: '客厅', dev_alias: '🌱' });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json()).toEqual({
      did: device.did,
      mac: device.mac,
      product_key: product.productKey,
      product_name: 'Test product',
      passcode: 'GDZXCVBNMA',
      host: 'localhost',
      port: 1883,
      port_s: 8883,
      ws_port: 8080,
      wss_port: 8880,
      is_online: true,
      is_disabled: false,
      is_sandbox: false,
      is_low_power: false,
      sleep_duration: 0,
      protoc: 3,
      type: 'normal',
      gw_did: null,
      mesh_id: null,
      state_last_timestamp: 0,
      mcu_hard_version: null,
      mcu_soft_version: null,
      wifi_hard_version: null,
      wifi_soft_version: '04020034',
      role: 'special',
      remark: '客厅',
      dev_alias: '🌱',
      dev_label: [],
    });
  });

  it('again changes remark and alias and nothing else', async () => {
    const user = await newUser();
    await bindMac(user, { remark: 'one', dev_alias: 'two' });
    const answer = await bindMac(user, { remark: 'three' });
    expect(answer.json()).toMatchObject({ remark: 'three', dev_alias: 'two', role: 'special' });
    expect(await listed(user)).toHaveLength(1);
  });

  it('9043: a timestamp that is none, or more than 5 minutes off', async () => {
    const user = await newUser();
    const nowS = Math.floor(api.nowMs / 1000);
    for (const timestamp of ['', 'now', `${nowS}.5`, String(nowS - 301), String(nowS + 302)])
      expect(appRefusalOf(await bindMac(user, {}, { timestamp }))).toBe('400 9043');
    for (const timestamp of [String(nowS - 299), String(nowS + 300)])
      expect((await bindMac(user, {}, { timestamp })).statusCode).toBe(201);
  });

  it('9044: a signature of anything else', async () => {
    const user = await newUser();
    const timestamp = String(Math.floor(api.nowMs / 1000));
    for (const signature of ['', '0'.repeat(32), bindSignature(newHexIdentifier(), timestamp)])
      expect(appRefusalOf(await bindMac(user, {}, { timestamp, signature }))).toBe('400 9044');
    expect(await listed(user)).toEqual([]);
  });

  it('9002: a product that is unknown or not associated with the enterprise of the app', async () => {
    const user = await newUser();
    const others = await api.createProduct(await api.createEnterprise());
    for (const product_key of [newHexIdentifier(), others.productKey])
      expect(appRefusalOf(await bindMac(user, { product_key }))).toBe('400 9002');
  });

  it('9014: a mac that the product does not have; 9023: a disabled device', async () => {
    const user = await newUser();
    expect(appRefusalOf(await bindMac(user, { mac: 'ffffffffffff' }))).toBe('404 9014');
    await api.database.query('update device_standing set is_disabled = true where device_id = $1', [
      device.deviceId,
    ]);
    expect(appRefusalOf(await bindMac(user))).toBe('400 9023');
  });

  it('9092: a device whose owner has it for himself, until he unbinds it', async () => {
    const [owner, other] = [await newUser(), await newUser()];
    expect((await bindMac(owner, { set_owner: 1 })).json().role).toBe('owner');
    expect(appRefusalOf(await bindMac(other, { set_owner: 1 }))).toBe('400 9092');
    expect((await bindMac(owner)).json().role).toBe('owner');
    await unbind(owner, device.did);
    expect((await bindMac(other)).json().role).toBe('special');
  });
});

describe('roles', () => {
  it('are special for the first, normal for the others, whatever these ask for', async () => {
    const [first, second] = [await newUser(), await newUser()];
    await bindMac(first);
    expect((await bindMac(second, { set_owner: 1 })).json().role).toBe('normal');
    expect(await roleOf(first)).toBe('special');
  });

  it('are owner and guest when the first takes the device for himself later', async () => {
    const [first, second] = [await newUser(), await newUser()];
    await bindMac(first);
    await bindMac(second);
    await bindMac(first, { set_owner: 1 });
    expect([await roleOf(first), await roleOf(second)]).toEqual(['owner', 'guest']);
  });

  it('go to whoever bound the device next when the first leaves', async () => {
    const [first, second, third] = [await newUser(), await newUser(), await newUser()];
    for (const user of [first, second, third]) {
      await bindMac(user);
      api.nowMs += 1_000;
    }
    await unbind(first, device.did);
    expect([await roleOf(second), await roleOf(third)]).toEqual(['special', 'normal']);
  });

  it('end with those of the guests when an owner leaves', async () => {
    const [owner, guest] = [await newUser(), await newUser()];
    await bindMac(owner);
    await bindMac(guest);
    await bindMac(owner, { set_owner: 1 });
    await unbind(owner, device.did);
    expect(await listed(guest)).toEqual([]);
  });
});

describe('GET /app/bindings', () => {
  it('has the newest first, in pages, disabled ones on demand, the protocol on demand', async () => {
    const user = await newUser();
    const dids: string[] = [];
    for (let count = 0; count < 3; count++) {
      device = await newDevice();
      await bindMac(user);
      dids.unshift(device.did);
      api.nowMs += 1_000;
    }
    const didsListed = async (query?: string) => (await listed(user, query)).map(({ did }) => did);
    expect(await didsListed()).toEqual(dids);
    expect(await didsListed('?limit=2')).toEqual(dids.slice(0, 2));
    expect(await didsListed('?limit=2&skip=2')).toEqual(dids.slice(2));
    await api.database.query('update device_standing set is_disabled = true where device_id = $1', [
      device.deviceId,
    ]);
    expect(await didsListed()).toEqual(dids.slice(1));
    expect(await didsListed('?show_disabled=1')).toEqual(dids);
    expect((await listed(user, '?show_proto_ver=1'))[0]).toHaveProperty('proto_ver', '04');
    expect((await listed(user))[0]).not.toHaveProperty('proto_ver');
  });

  it('9004: without a user', async () => {
    const answer = await api.get('/app/bindings', { headers: { 'x-gizwits-application-id': appid } });
    expect(appRefusalOf(answer)).toBe('400 9004');
  });
});

describe('DELETE /app/bindings', () => {
  it('tells for each device whether it was bound', async () => {
    const user = await newUser();
    await bindMac(user);
    const others = await newDevice();
    const answer = await unbind(user, others.did, device.did, 'no did');
    expect(answer.json()).toEqual({ success: [device.did], failed: [others.did, 'no did'] });
    expect(await listed(user)).toEqual([]);
  });
});

describe('PUT /app/bindings/{did}', () => {
  const update = ({ headers }: TestUser, body: object, did = device.did) =>
    api.put(`/app/bindings/${did}`, { headers, body });

  it('changes what is given and answers all three; another user sees nothing of it', async () => {
    const [user, other] = [await newUser(), await newUser()];
    await bindMac(user, { remark: 'one' });
    await bindMac(other);
    const labels = { dev_alias: '空调', dev_label: ['冷', '热'] };
    expect((await update(user, labels)).json()).toEqual({ remark: 'one', ...labels });
    expect((await listed(user))[0]).toMatchObject({ remark: 'one', ...labels });
    expect((await listed(other))[0]).toMatchObject({ remark: '', dev_alias: '', dev_label: [] });
    expect((await update(user, { dev_label: [] })).json().dev_label).toEqual([]);
  });

  it('9015: nothing to change; 9017: not bound; 9014: no such device', async () => {
    const user = await newUser();
    expect(appRefusalOf(await update(user, {}))).toBe('400 9015');
    expect(appRefusalOf(await update(user, { remark: 'x' }))).toBe('401 9017');
    expect(appRefusalOf(await update(user, { remark: 'x' }, newDid()))).toBe('404 9014');
    expect(appRefusalOf(await update(user, { remark: 'x' }, '%00'))).toBe('404 9014');
  });
});

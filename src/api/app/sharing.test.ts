import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bindSomebody } from '../../../test/bind-somebody.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { endLentBindings } from '../../store/end-lent-bindings.ts';
import {
  EnterpriseApiUnderTest,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { appRefusalOf, createTestApp, createTestUser, type TestUser } from './app-user.test-helper.ts';

const minuteMs = 60_000;

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let appid: string;
let owner: TestUser;
let guest: TestUser;
let device: TestDevice;
let devices = 0;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.register(createAppApi(appOptions(api)));
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise);
  appid = await createTestApp(api, enterprise);
});

/** A device that its owner has bound as anybody might. */
beforeEach(async () => {
  devices += 1;
  device = await api.createDevice(product, `5ccf7f${String(devices).padStart(6, '0')}`);
  [owner, guest] = [await createTestUser(api, appid), await createTestUser(api, appid)];
  await bindSomebody(api.database, device.deviceId, { uid: owner.uid, boundAtMs: api.nowMs });
  await api.database.query('update binding set is_owner = true where device_id = $1', [device.deviceId]);
});

afterAll(() => api.stop());

const share = (body: object, { headers } = owner) =>
  api.post('/app/sharing', { headers, body: { type: 0, did: device.did, ...body } });
const answer = (id: number, status: number, { headers } = guest) =>
  api.put(`/app/sharing/${id}?status=${status}`, { headers });
const cancel = (id: number, { headers } = owner) => api.delete(`/app/sharing/${id}`, { headers });

async function shared(body: object = {}): Promise<number> {
  const { statusCode, json } = await share({ uid: guest.uid, ...body });
  expect(statusCode).toBe(201);
  return json().id;
}

async function codeOf(body: object = {}): Promise<string> {
  const { id, qr_content: content } = (await share({ type: 1, ...body })).json();
  expect([id, content]).toEqual([null, expect.stringMatching(/^type=share&code=[0-9a-f]{32}$/)]);
  return content.slice(-32);
}

async function list(type: 0 | 1, { headers }: TestUser, query = '') {
  const { meta, objects } = (await api.get(`/app/sharing?sharing_type=${type}${query}`, { headers })).json();
  expect(meta.total).toBe(objects.length);
  return objects;
}

async function roleOf({ headers }: TestUser): Promise<unknown> {
  const { devices } = (await api.get('/app/bindings', { headers })).json();
  return devices[0]?.role;
}

describe('sharing with a user', () => {
  it('makes the first to bind the device its owner, and who accepts his guest', async () => {
    const id = await shared();
    expect([await roleOf(owner), await roleOf(guest)]).toEqual(['owner', undefined]);
    expect((await answer(id, 1)).json()).toEqual({ id });
    expect(await roleOf(guest)).toBe('guest');
  });

  it('is seen by both, each with the other and what he calls him', async () => {
    const id = await shared();
    const alias = encodeURIComponent('妈妈');
    await api.put(`/app/sharing/${id}/alias?user_alias=${alias}`, { headers: guest.headers });
    const common = {
      id,
      type: 0,
      did: device.did,
      product_name: 'Test product',
      dev_alias: '',
      status: 0,
      username: expect.stringMatching(/^u\*{4}/),
      email: null,
      phone: null,
      created_at: '2026-11-22T08:00:00Z',
      updated_at: '2026-11-22T08:00:00Z',
      expired_at: '2026-11-23T08:00:00Z',
    };
    expect(await list(0, owner)).toEqual([{ ...common, uid: guest.uid, user_alias: '' }]);
    expect(await list(1, guest)).toEqual([{ ...common, uid: owner.uid, user_alias: '妈妈' }]);
    expect([await list(0, guest), await list(1, owner)]).toEqual([[], []]);
    expect(await list(0, owner, '&status=1')).toEqual([]);
    expect(await list(0, owner, `&status=0&did=${device.did}`)).toHaveLength(1);
  });

  it('finds the guest by his name', async () => {
    const { rows } = await api.database.query<{ username: string }>(
      'select username from app_user where uid = $1',
      [guest.uid],
    );
    expect((await share({ username: rows[0]!.username })).statusCode).toBe(201);
    expect(await list(1, guest)).toHaveLength(1);
  });

  it('ends when it is refused', async () => {
    const id = await shared();
    expect((await answer(id, 2)).statusCode).toBe(200);
    expect(appRefusalOf(await answer(id, 1))).toBe('400 9089');
    expect(appRefusalOf(await cancel(id))).toBe('400 9089');
    expect(await roleOf(guest)).toBeUndefined();
  });

  it('takes the device from the guest when it is cancelled', async () => {
    const id = await shared();
    await answer(id, 1);
    expect(appRefusalOf(await cancel(id, guest))).toBe('400 9084');
    expect((await cancel(id)).json()).toEqual({ id });
    expect(await roleOf(guest)).toBeUndefined();
    expect(appRefusalOf(await cancel(id))).toBe('400 9094');
    expect(appRefusalOf(await answer(id, 1))).toBe('400 9094');
  });

  it('9080: himself; 9082: nobody; 9083: has it; 9087: is asked already', async () => {
    expect(appRefusalOf(await share({ uid: owner.uid }))).toBe('400 9080');
    expect(appRefusalOf(await share({ username: 'nobody at all' }))).toBe('400 9082');
    const id = await shared();
    expect(appRefusalOf(await share({ uid: guest.uid }))).toBe('400 9087');
    await answer(id, 1);
    expect(appRefusalOf(await share({ uid: guest.uid }))).toBe('400 9083');
  });

  it('9081: a guest; 9017: a stranger; 9015: nobody named, or two', async () => {
    expect(appRefusalOf(await share({ uid: owner.uid }, guest))).toBe('401 9017');
    await answer(await shared(), 1);
    const other = await createTestUser(api, appid);
    expect(appRefusalOf(await share({ uid: other.uid }, guest))).toBe('400 9081');
    expect(appRefusalOf(await share({}))).toBe('400 9015');
    expect(appRefusalOf(await share({ uid: other.uid, username: 'x' }))).toBe('400 9015');
  });

  it('9084: to answer what is another’s; 9088: after 24 hours; 9090: the owner has left', async () => {
    const id = await shared();
    expect(appRefusalOf(await answer(id, 1, await createTestUser(api, appid)))).toBe('400 9084');
    api.nowMs += 24 * 60 * minuteMs;
    expect(appRefusalOf(await answer(id, 1))).toBe('400 9088');
    api.nowMs -= 24 * 60 * minuteMs;
    await api.delete('/app/bindings', { headers: owner.headers, body: { devices: [{ did: device.did }] } });
    expect(appRefusalOf(await answer(id, 1))).toBe('400 9090');
  });

  it('9100: to name who is in no sharing of his', async () => {
    const path = `/app/sharing/${await shared()}/alias?user_alias=x`;
    const { headers } = await createTestUser(api, appid);
    expect(appRefusalOf(await api.put(path, { headers }))).toBe('400 9100');
  });

  it('lends the device for as long as was agreed', async () => {
    await answer(await shared({ duration: 30 }), 1);
    await endLentBindings(api.database, api.nowMs + 30 * minuteMs - 1);
    expect(await roleOf(guest)).toBe('guest');
    await endLentBindings(api.database, api.nowMs + 30 * minuteMs);
    expect([await roleOf(guest), await roleOf(owner)]).toEqual([undefined, 'owner']);
  });
});

describe('sharing by a code', () => {
  const look = (code: string, { headers } = guest) => api.get(`/app/sharing/code/${code}`, { headers });
  const accept = (code: string, { headers } = guest) => api.post(`/app/sharing/code/${code}`, { headers });

  it('shows what it is for to whoever scans it, and binds the device to the first who accepts', async () => {
    const code = await codeOf();
    expect(await list(0, owner)).toEqual([]);
    expect((await look(code)).json()).toEqual({
      owner: expect.stringMatching(/^u\*{4}/),
      product_name: 'Test product',
      dev_alias: '',
      expired_at: '2026-11-22T08:15:00Z',
    });
    const accepted = await accept(code);
    expect([accepted.statusCode, accepted.body]).toEqual([200, '{}']);
    expect(await roleOf(guest)).toBe('guest');
    expect(await list(0, owner)).toMatchObject([{ type: 1, status: 1, uid: guest.uid }]);
    expect(appRefusalOf(await accept(code, await createTestUser(api, appid)))).toBe('400 9089');
  });

  it('9096: the owner; 9084: no such code; 9088: after 15 minutes; 9083: has the device', async () => {
    const code = await codeOf();
    for (const call of [look, accept]) {
      expect(appRefusalOf(await call(code, owner))).toBe('400 9096');
      expect(appRefusalOf(await call(newHexIdentifier()))).toBe('400 9084');
      api.nowMs += 15 * minuteMs;
      expect(appRefusalOf(await call(code))).toBe('400 9088');
      api.nowMs -= 15 * minuteMs;
    }
    await accept(code);
    expect(appRefusalOf(await accept(await codeOf()))).toBe('400 9083');
  });

  it('cannot be answered without the code', async () => {
    await codeOf();
    const { rows } = await api.database.query<{ id: number }>('select max(id) as id from sharing');
    expect(appRefusalOf(await answer(rows[0]!.id, 1))).toBe('400 9084');
  });
});

describe('POST /app/sharing/{did}/transfer', () => {
  const transfer = ({ uid }: TestUser, { headers } = owner) =>
    api.post(`/app/sharing/${device.did}/transfer?uid=${uid}`, { headers });

  it('makes the guest the owner of the device and of what was shared, and the owner nobody', async () => {
    await answer(await shared(), 1);
    const third = await createTestUser(api, appid);
    const { id } = (await share({ uid: third.uid })).json();
    expect((await transfer(guest)).statusCode).toBe(200);
    expect([await roleOf(guest), await roleOf(owner)]).toEqual(['owner', undefined]);
    expect(await list(0, guest, '&status=0')).toMatchObject([{ id, uid: third.uid }]);
    await answer(id, 1, third);
    expect(await roleOf(third)).toBe('guest');
  });

  it('9082: nobody of the guests, and nothing changes; 9093: by a guest', async () => {
    await answer(await shared(), 1);
    for (const user of [owner, await createTestUser(api, appid)])
      expect(appRefusalOf(await transfer(user))).toBe('400 9082');
    expect(appRefusalOf(await transfer(owner, guest))).toBe('400 9093');
    expect([await roleOf(owner), await roleOf(guest)]).toEqual(['owner', 'guest']);
  });
});

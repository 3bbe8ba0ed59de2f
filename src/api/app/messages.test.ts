import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { bindSomebody } from '../../../test/bind-somebody.ts';
import { expireMessages } from '../../store/messages.ts';
import { writeMessages } from '../../store/write-messages.ts';
import {
  EnterpriseApiUnderTest,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { appRefusalOf, createTestApp, createTestUser, type TestUser } from './app-user.test-helper.ts';
import { maskedName } from './masked-name.ts';

const dayMs = 86_400_000;

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

/** A device with its owner, and somebody else; both are known by phone, and the guest reads English. */
beforeEach(async () => {
  devices += 1;
  device = await api.createDevice(product, `5ccf7f${String(devices).padStart(6, '0')}`);
  [owner, guest] = [await createTestUser(api, appid), await createTestUser(api, appid)];
  await api.database.query("update app_user set phone = $2, lang = 'zh-cn' where uid = $1", [
    owner.uid,
    phoneOf('1'),
  ]);
  await api.database.query("update app_user set phone = $2, lang = 'en' where uid = $1", [
    guest.uid,
    phoneOf('2'),
  ]);
  await bindSomebody(api.database, device.deviceId, { uid: owner.uid, boundAtMs: api.nowMs });
  await api.database.query('update binding set is_owner = true where device_id = $1', [device.deviceId]);
});

/** The owner is 1, the guest 2. */
const phoneOf = (person: '1' | '2') => `1388${person}${String(devices).padStart(6, '0')}`;

afterAll(() => api.stop());

async function share(body: object = { type: 0, uid: guest.uid }) {
  const answer = await api.post('/app/sharing', {
    headers: owner.headers,
    body: { did: device.did, ...body },
  });
  expect(answer.statusCode).toBe(201);
  return answer.json();
}

const answer = (id: number, status: number) =>
  api.put(`/app/sharing/${id}?status=${status}`, { headers: guest.headers });

async function list({ headers }: TestUser, query = '') {
  return (await api.get(`/app/messages?type=1${query}`, { headers })).json();
}

async function contents(user: TestUser): Promise<string[]> {
  return (await list(user)).objects.map(({ content }: { content: string }) => content);
}

const mark = (id: string, status: number, { headers } = guest) =>
  api.put(`/app/messages/${id}?status=${status}`, { headers });

/** A phone number of either, its middle hidden. */
const of = (person: '1' | '2') => maskedName(phoneOf(person));

it('both hear of a sharing and of its answer, each in his language, the newest first', async () => {
  const { id } = await share();
  await answer(id, 1);
  expect(await contents(owner)).toEqual([
    `${of('2')} 接受了您共享的设备 Test product!`,
    `您给 ${of('2')} 共享了设备 Test product!`,
  ]);
  expect(await contents(guest)).toEqual([`${of('1')} shares the device Test product with you.`]);
});

it('a message has the fields of the document', async () => {
  await share();
  const { meta, objects } = await list(guest, '&limit=1');
  expect(meta).toEqual({ total: 1, limit: 1, skip: 0, next: null, previous: null });
  expect(objects).toEqual([
    {
      id: expect.stringMatching(/^\d+$/),
      type: 1,
      status: 0,
      content: expect.any(String),
      created_at: '2026-11-22T08:00:00Z',
      updated_at: '2026-11-22T08:00:00Z',
    },
  ]);
});

it('a device is called what the reader calls it', async () => {
  await api.put(`/app/bindings/${device.did}`, { headers: owner.headers, body: { dev_alias: '客厅' } });
  await share();
  expect(await contents(owner)).toEqual([`您给 ${of('2')} 共享了设备 客厅!`]);
});

it('a refusal, a sharing that is taken back and a transfer are told', async () => {
  await answer((await share()).id, 2);
  expect((await contents(owner))[0]).toBe(`${of('2')} 拒绝了您共享的设备 Test product!`);
  const { id } = await share();
  await api.delete(`/app/sharing/${id}`, { headers: owner.headers });
  expect((await contents(guest))[0]).toBe(`${of('1')} shares the device Test product no more.`);
  await answer((await share()).id, 1);
  await api.post(`/app/sharing/${device.did}/transfer?uid=${guest.uid}`, { headers: owner.headers });
  expect((await contents(owner))[0]).toBe(`您已将设备 Test product 转移给 ${of('2')}!`);
  expect((await contents(guest))[0]).toBe(`${of('1')} has made you the owner of the device Test product.`);
});

it('a code tells nobody until it is accepted', async () => {
  const { qr_content: content } = await share({ type: 1 });
  expect([await contents(owner), await contents(guest)]).toEqual([[], []]);
  await api.post(`/app/sharing/code/${content.slice(-32)}`, { headers: guest.headers });
  expect(await contents(owner)).toEqual([`${of('2')} 接受了您共享的设备 Test product!`]);
});

it('a message is marked as read, and is gone once it is deleted', async () => {
  await share();
  const [{ id }] = (await list(guest)).objects;
  api.nowMs += 1000;
  expect((await mark(id, 1)).json()).toEqual({});
  expect((await list(guest)).objects).toMatchObject([{ status: 1, updated_at: '2026-11-22T08:00:01Z' }]);
  api.nowMs -= 1000;
  expect((await mark(id, 2)).statusCode).toBe(200);
  expect((await list(guest)).meta.total).toBe(0);
  for (const status of [1, 2]) expect(appRefusalOf(await mark(id, status))).toBe('400 9098');
});

it('9101: another user’s; 9085: of another enterprise, or of nobody', async () => {
  await share();
  const [{ id }] = (await list(guest)).objects;
  expect(appRefusalOf(await mark(id, 1, owner))).toBe('400 9101');
  const stranger = await createTestUser(api, await createTestApp(api, await api.createEnterprise()));
  expect(appRefusalOf(await mark(id, 1, stranger))).toBe('400 9085');
  expect(appRefusalOf(await mark('999999999999999', 1))).toBe('400 9085');
  expect((await list(guest)).objects).toMatchObject([{ status: 0 }]);
});

it('of a user 200 are kept, also when many come at once', async () => {
  const { deviceId } = device;
  const told = { uid: guest.uid, kind: 'accepted', otherUid: owner.uid } as const;
  const subject = { deviceId, atMs: api.nowMs };
  for (let batch = 0; batch < 21; batch++) {
    const write = () => api.database.transaction((tx) => writeMessages(tx, subject, [told]));
    await Promise.all(Array.from({ length: 10 }, write));
  }
  await api.database.transaction((tx) => writeMessages(tx, subject, [told]));
  expect((await list(guest)).meta.total).toBe(200);
});

it('a message is not listed after 90 days, and removed then', async () => {
  await share();
  const startMs = api.nowMs;
  api.nowMs += 90 * dayMs;
  expect((await list(guest)).objects).toEqual([]);
  await expireMessages(api.database, api.nowMs);
  api.nowMs = startMs;
  expect((await list(guest)).objects).toEqual([]);
});

it('who is erased leaves no name in the messages of others, and none of his own', async () => {
  await share();
  await api.database.query('select erase_users(array[$1])', [owner.uid]);
  expect(await contents(guest)).toEqual(['somebody who has left shares the device Test product with you.']);
  const { rowCount } = await api.database.query('select from message where uid = $1', [owner.uid]);
  expect(rowCount).toBe(0);
});

it.each(['', 'type=2', 'type=1&limit=0'])('9015: the query %j', async (query) => {
  expect(appRefusalOf(await api.get(`/app/messages?${query}`, { headers: guest.headers }))).toBe('400 9015');
});

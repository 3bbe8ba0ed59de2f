import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerAdminApi } from '../src/api/admin/admin-api.ts';
import { ListedBackups } from '../src/api/admin/listed-backups.test-helper.ts';
import { createAppApi } from '../src/api/app/app-api.ts';
import { appOptions } from '../src/api/app/app-options.test-helper.ts';
import { createTestApp } from '../src/api/app/app-user.test-helper.ts';
import { bindSignature } from '../src/api/app/bind-signature.ts';
import { StandInSender } from '../src/api/app/code-senders.test-helper.ts';
import { type ConsoleApiOptions, registerConsoleApi } from '../src/api/console/console-api.ts';
import {
  EnterpriseApiUnderTest,
  secretsOf,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from '../src/api/enterprise/enterprise-api.test-helper.ts';
import { SessionGate } from '../src/api/session/session-gate.ts';
import { StatusLayouts } from '../src/codec/status-layouts.ts';
import type { AuditAction } from '../src/model/audit-event.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { newDid } from '../src/model/identifiers.ts';
import { ReportCalendar } from '../src/model/report-calendar.ts';
import { createThrottles } from '../src/model/throttle.ts';

/**
 * Every endpoint of /v1, /app, /admin/v1 and /console/v1 that changes something, called with success: each leaves in the audit log what
 * it did. An endpoint that is new fails here until it has a row.
 */
interface Act {
  /** The newest first where there are several. */
  readonly action: AuditAction | readonly AuditAction[];
  readonly call: () => Promise<LightMyRequestResponse>;
}

interface Person {
  readonly uid: string;
  readonly token: string;
}

const adminToken = 'a'.repeat(32);
const passcode = 'ABCDEFGHIJ';
const routes: string[] = [];
const mail = new StandInSender();
const backups = new ListedBackups();

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let partner: TestEnterprise;
let product: TestProduct;
let appid: string;
let token: string;
let device: TestDevice;
let owner: Person;
let guest: Person;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  const { app, database, catalog, seal, commands } = api;
  commands.checkFirmware = async () => true;
  // So that only what the last call has left is there.
  app.addHook('onRequest', async () => void (await database.query('delete from audit_event')));
  app.addHook('onRoute', ({ method, url }) => {
    const changes = [method].flat().filter((each) => !['GET', 'HEAD', 'OPTIONS'].includes(each));
    routes.push(...changes.map((each) => `${each} ${url}`));
  });
  app.register(createAppApi({ ...appOptions(api), senders: { sms: undefined, mail } }));
  const clock = () => api.nowMs;
  const throttles = createThrottles(clock);
  const sessionGate = new SessionGate({ database, adminToken, clock });
  registerAdminApi(app, {
    backups,
    database,
    catalog,
    seal,
    commands,
    clock,
    throttles,
    adminToken,
    sessionGate,
  });
  const calendar = new ReportCalendar('Asia/Shanghai');
  const layouts = new StatusLayouts();
  const consoleServices = { database, catalog, seal, commands, clock, calendar, layouts };
  // Nothing else is needed by what changes something.
  registerConsoleApi(app, {
    ...consoleServices,
    throttles,
    adminToken,
    sessionGate,
  } as Partial<ConsoleApiOptions> as ConsoleApiOptions);
  await app.ready();
  [enterprise, partner] = [await api.createEnterprise(), await api.createEnterprise()];
  const open = { definition: greenhouseController, association: 'open', controlAck: 'sent' } as const;
  product = await api.createProduct(enterprise, open);
  appid = await createTestApp(api, enterprise);
  token = await api.tokenOf(enterprise, product);
});

/** A device of its owner's, and somebody with whom it may be shared. */
beforeEach(async () => {
  people += 2;
  device = await api.createDevice(product, `5ccf7f${String(people).padStart(6, '0')}`, { isOnline: true });
  await api.database.query('update device set passcode_sealed = $2 where id = $1', [
    device.deviceId,
    api.seal.seal(passcode),
  ]);
  owner = (await app('POST', '/users', { phone_id: `phone ${people}` })).json();
  guest = (await app('POST', '/users', { phone_id: `phone ${people + 1}` })).json();
});

afterAll(() => api.stop());

let people = 0;

function admin(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) {
  const headers = { authorization: `Bearer ${adminToken}` };
  return api.app.inject({ method, url: `/admin/v1${path}`, headers, ...(body && { payload: body }) });
}

function v1(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) {
  return api.call(method, `${product.path}${path}`, { token, body });
}

function app(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object, person?: Person) {
  const timestamp = String(Math.floor(api.nowMs / 1000));
  const headers = {
    'x-gizwits-application-id': appid,
    ...(person && { 'x-gizwits-user-token': person.token }),
    'x-gizwits-timestamp': timestamp,
    'x-gizwits-signature': bindSignature(product?.secret ?? '', timestamp),
  };
  return api.call(method, `/app${path}`, { headers, body, address: `198.51.100.${people % 250}` });
}

/** @throws when the call fails */
async function done(answer: Promise<LightMyRequestResponse>) {
  const { statusCode, body, json } = await answer;
  if (statusCode >= 300) throw new Error(`${statusCode} ${body}`);
  return json();
}

const bindMac = (person: Person) =>
  app('POST', '/bind_mac', { product_key: product.productKey, mac: device.mac }, person);

async function share(sharing: object): Promise<{ id: number; qr_content: string }> {
  await done(bindMac(owner));
  return done(app('POST', '/sharing', { did: device.did, ...sharing }, owner));
}

/** Of a device that came in though nobody knows it. */
async function waitingDid(): Promise<string> {
  const did = newDid();
  await api.database.query(
    `insert into waiting_device (did, product_id, passcode_sealed, client_ip, client_network, first_seen_at, last_seen_at)
     select $1, id, $2, '192.0.2.1', '192.0.2.1', now(), now() from product where product_key = $3`,
    [did, api.seal.seal(passcode), product.productKey],
  );
  return did;
}

const shareWithGuest = async () => (await share({ type: 0, uid: guest.uid })).id;

async function group(): Promise<string> {
  await api.database.query('delete from device_group where product_id = $1', [product.id]);
  return (await done(v1('POST', '/device_groups', {}))).gid;
}

const bindings = () => ({ uid: owner.uid, appid, dids: [device.did] });

const memberPassword = 'moon cake 8';
let members = 0;

function createMember() {
  members += 1;
  const member = { username: `member-${members}`, name: '嫦娥', role: 'manager', password: memberPassword };
  return admin('POST', `/enterprises/${enterprise.enterpriseId}/members`, member);
}

interface ConsoleCall {
  readonly cookie?: string;
  readonly body?: object;
}

function atConsole(method: 'POST' | 'PATCH' | 'DELETE', path: string, { cookie, body }: ConsoleCall) {
  const headers = { 'x-qiyun-console': '1', ...(cookie && { cookie }) };
  return api.app.inject({ method, url: `/console/v1${path}`, headers, ...(body && { payload: body }) });
}

async function memberCookie(): Promise<string> {
  const { username } = await done(createMember());
  const { headers } = await atConsole('POST', '/session', { body: { username, password: memberPassword } });
  return String(headers['set-cookie']).split(';')[0]!;
}

const acts: Readonly<Record<string, Act>> = {
  'POST /admin/v1/enterprises': {
    action: 'enterprise.create',
    call: () => admin('POST', '/enterprises', { name: 'New' }),
  },
  'PATCH /admin/v1/enterprises/:enterprise_id': {
    action: 'enterprise.update',
    call: () => admin('PATCH', `/enterprises/${partner.enterpriseId}`, { name: 'Renamed' }),
  },
  'DELETE /admin/v1/enterprises/:enterprise_id': {
    action: 'enterprise.erase',
    call: async () => admin('DELETE', `/enterprises/${(await api.createEnterprise()).enterpriseId}`),
  },
  'POST /admin/v1/enterprises/:enterprise_id/rotate_secret': {
    action: 'enterprise.rotate_secret',
    call: async () =>
      admin('POST', `/enterprises/${(await api.createEnterprise()).enterpriseId}/rotate_secret`),
  },
  'POST /admin/v1/enterprises/:enterprise_id/products': {
    action: 'product.create',
    call: () => admin('POST', `/enterprises/${enterprise.enterpriseId}/products`, { name: 'New' }),
  },
  'POST /admin/v1/enterprises/:enterprise_id/apps': {
    action: 'app.create',
    call: () => admin('POST', `/enterprises/${enterprise.enterpriseId}/apps`, { name: 'New' }),
  },
  'PATCH /admin/v1/products/:product_key': {
    action: 'product.update',
    call: () => admin('PATCH', `/products/${product.productKey}`, { name: 'Renamed' }),
  },
  'DELETE /admin/v1/products/:product_key': {
    action: 'product.erase',
    call: async () => admin('DELETE', `/products/${(await api.createProduct(enterprise)).productKey}`),
  },
  'POST /admin/v1/products/:product_key/rotate_secret': {
    action: 'product.rotate_secret',
    call: async () => {
      const { productKey } = await api.createProduct(enterprise);
      return admin('POST', `/products/${productKey}/rotate_secret`);
    },
  },
  'POST /admin/v1/products/:product_key/devices': {
    action: 'device.import',
    call: () => admin('POST', `/products/${product.productKey}/devices`, { devices: [{ mac: 'aabbcc' }] }),
  },
  'DELETE /admin/v1/apps/:appid': {
    action: 'app.erase',
    call: async () => admin('DELETE', `/apps/${await createTestApp(api, enterprise)}`),
  },
  'POST /admin/v1/apps/:appid/rotate_secret': {
    action: 'app.rotate_secret',
    call: async () => admin('POST', `/apps/${await createTestApp(api, enterprise)}/rotate_secret`),
  },
  'DELETE /admin/v1/users/:uid': {
    action: 'user.erase',
    call: () => admin('DELETE', `/users/${guest.uid}`),
  },
  'POST /admin/v1/enterprises/:enterprise_id/users': {
    action: 'user.import',
    call: () =>
      admin('POST', `/enterprises/${enterprise.enterpriseId}/users`, { users: [{ phone: '13800000009' }] }),
  },
  'POST /admin/v1/products/:product_key/bindings': {
    action: 'device.import_bindings',
    call: () => {
      const bindings = [{ uid: owner.uid, did: device.did }];
      return admin('POST', `/products/${product.productKey}/bindings`, { bindings });
    },
  },
  'POST /admin/v1/products/:product_key/waiting_devices/approve': {
    action: 'device.approve',
    call: async () => {
      const devices = [{ did: await waitingDid() }];
      return admin('POST', `/products/${product.productKey}/waiting_devices/approve`, { devices });
    },
  },
  'POST /admin/v1/products/:product_key/waiting_devices/refuse': {
    action: 'device.refuse',
    call: async () => {
      const dids = [await waitingDid()];
      return admin('POST', `/products/${product.productKey}/waiting_devices/refuse`, { dids });
    },
  },
  'PATCH /admin/v1/devices/:did': {
    action: 'device.update',
    call: () => admin('PATCH', `/devices/${device.did}`, { country: 'China' }),
  },
  'DELETE /admin/v1/devices/:did': {
    action: 'device.erase',
    call: () => admin('DELETE', `/devices/${device.did}`),
  },
  'POST /admin/v1/devices/:did/check_firmware': {
    action: 'device.check_firmware',
    call: () => admin('POST', `/devices/${device.did}/check_firmware`, { type: 'wifi' }),
  },
  'POST /admin/v1/backups': {
    action: 'backup.create',
    call: () => admin('POST', '/backups'),
  },
  'DELETE /admin/v1/backups/:backup_id': {
    action: 'backup.erase',
    call: async () => admin('DELETE', `/backups/${(await backups.begin()).id}`),
  },
  'POST /admin/v1/enterprises/:enterprise_id/members': { action: 'member.create', call: createMember },
  'PATCH /admin/v1/members/:member_id': {
    action: 'member.update',
    call: async () => admin('PATCH', `/members/${(await done(createMember())).member_id}`, { name: '后羿' }),
  },
  'DELETE /admin/v1/members/:member_id': {
    action: 'member.erase',
    call: async () => admin('DELETE', `/members/${(await done(createMember())).member_id}`),
  },
  'POST /admin/v1/rebuild_reports': {
    action: 'report.rebuild',
    call: () => admin('POST', '/rebuild_reports'),
  },

  'POST /console/v1/session': {
    action: 'session.begin',
    call: () => atConsole('POST', '/session', { body: { admin_token: adminToken } }),
  },
  'DELETE /console/v1/session': {
    action: 'session.end',
    call: async () => atConsole('DELETE', '/session', { cookie: await memberCookie() }),
  },
  'PATCH /console/v1/session/password': {
    action: 'member.change_password',
    call: async () => {
      const body = { old_password: memberPassword, new_password: 'jade rabbit' };
      return atConsole('PATCH', '/session/password', { cookie: await memberCookie(), body });
    },
  },
  'PATCH /console/v1/products/:product_key/device_groups/:gid': {
    action: 'device_group.update',
    call: async () => {
      const path = `/products/${product.productKey}/device_groups/${await group()}`;
      const headers = { authorization: `Bearer ${adminToken}` };
      return api.app.inject({
        method: 'PATCH',
        url: `/console/v1${path}`,
        headers,
        payload: { name: 'North' },
      });
    },
  },

  'POST /console/v1/products/:product_key/access_token': {
    action: 'product.issue_token',
    call: () =>
      api.app.inject({
        method: 'POST',
        url: `/console/v1/products/${product.productKey}/access_token`,
        headers: { authorization: `Bearer ${adminToken}` },
      }),
  },

  'POST /v1/products/:product_key/access_token': {
    action: 'product.issue_token',
    call: () => api.post(`${product.path}/access_token`, { body: secretsOf(enterprise, product) }),
  },
  'POST /v1/products/:product_key/association': {
    action: 'product.associate',
    call: () => api.post(`${product.path}/association`, { body: secretsOf(partner, product) }),
  },
  'DELETE /v1/products/:product_key/association': {
    action: 'product.dissociate',
    call: async () => {
      const other = { ...(await api.createProduct(enterprise)) };
      return api.delete(`${other.path}/association`, { body: secretsOf(enterprise, other) });
    },
  },
  'POST /v1/products/:product_key/devices/:did/control': {
    action: 'device.control',
    call: () => v1('POST', `/devices/${device.did}/control`, { attrs: { heater: true } }),
  },
  'POST /v1/products/:product_key/device_groups': {
    action: 'device_group.create',
    call: async () => {
      await api.database.query('delete from device_group where product_id = $1', [product.id]);
      return v1('POST', '/device_groups', {});
    },
  },
  'PUT /v1/products/:product_key/device_groups/:gid': {
    action: 'device_group.change',
    call: async () =>
      v1('PUT', `/device_groups/${await group()}`, { action: 'unassign', macs: [device.mac] }),
  },
  'DELETE /v1/products/:product_key/device_groups/:gid': {
    action: 'device_group.delete',
    call: async () => v1('DELETE', `/device_groups/${await group()}`),
  },
  'POST /v1/products/:product_key/devices/bindings': {
    action: 'device.bind',
    call: () => v1('POST', '/devices/bindings', bindings()),
  },
  'DELETE /v1/products/:product_key/devices/bindings': {
    action: 'device.unbind',
    call: async () => {
      await done(v1('POST', '/devices/bindings', bindings()));
      return v1('DELETE', '/devices/bindings', bindings());
    },
  },

  'POST /app/users': {
    action: ['user.login', 'user.create'],
    call: () => app('POST', '/users', { phone_id: `new ${people}` }),
  },
  'POST /app/login': {
    action: 'user.login',
    call: async () => {
      const named = { username: `user ${people}`, password: 'chang-e' };
      await done(app('POST', '/users', named));
      return app('POST', '/login', named);
    },
  },
  'POST /app/smart_home/login/pwd': {
    action: 'user.login',
    call: async () => {
      const named = { username: `user ${people}`, password: 'chang-e' };
      await done(app('POST', '/users', named));
      return app('POST', '/smart_home/login/pwd', { data: { account: named.username, password: 'chang-e' } });
    },
  },
  'PUT /app/users': {
    action: 'user.update',
    call: () => app('PUT', '/users', { name: 'Chang E', something: 'else' }, owner),
  },
  'POST /app/reset_password': {
    action: 'user.reset_password',
    call: async () => {
      const email = `user${people}@example.com`;
      await done(app('POST', '/users', { email, password: 'chang-e' }));
      await done(app('POST', '/reset_password', { email }));
      return app('POST', '/reset_password', { email, code: mail.lastCode, new_pwd: 'hou-yi' });
    },
  },
  'DELETE /app/logout': { action: 'user.logout', call: () => app('DELETE', '/logout', undefined, owner) },

  'POST /app/control/:did': {
    action: 'device.control',
    call: async () => {
      await done(bindMac(owner));
      return app('POST', `/control/${device.did}`, { attrs: { heater: true } }, owner);
    },
  },
  'POST /app/bind_mac': { action: 'device.bind', call: () => bindMac(owner) },
  'POST /app/bindings': {
    action: 'device.bind',
    call: () => app('POST', '/bindings', { devices: [{ did: device.did, passcode }] }, owner),
  },
  'POST /app/bind_latest': {
    action: 'device.bind',
    call: () => {
      const { productKey } = product;
      const content = `product_key=${productKey}&did=${device.did}&passcode=${passcode}`;
      return app('POST', '/bind_latest', { qr_content: content }, owner);
    },
  },
  'DELETE /app/bindings': {
    action: 'device.unbind',
    call: async () => {
      await done(bindMac(owner));
      return app('DELETE', '/bindings', { devices: [{ did: device.did }] }, owner);
    },
  },
  'DELETE /app/:did/bindings': {
    action: 'device.unbind',
    call: async () => {
      for (const person of [owner, guest]) await done(bindMac(person));
      return app('DELETE', `/${device.did}/bindings?uid=${guest.uid}`, undefined, owner);
    },
  },
  'PUT /app/bindings/:did': {
    action: 'device.label',
    call: async () => {
      await done(bindMac(owner));
      return app('PUT', `/bindings/${device.did}`, { remark: 'kitchen' }, owner);
    },
  },
  'POST /app/sharing': {
    action: 'sharing.create',
    call: async () => {
      await done(bindMac(owner));
      return app('POST', '/sharing', { type: 1, did: device.did }, owner);
    },
  },
  'PUT /app/sharing/:id': {
    action: 'sharing.refuse',
    call: async () => app('PUT', `/sharing/${await shareWithGuest()}?status=2`, undefined, guest),
  },
  'DELETE /app/sharing/:id': {
    action: 'sharing.cancel',
    call: async () => app('DELETE', `/sharing/${await shareWithGuest()}`, undefined, owner),
  },
  'POST /app/sharing/code/:code': {
    action: 'sharing.accept',
    call: async () => {
      const { qr_content: content } = await share({ type: 1 });
      return app('POST', `/sharing/code/${content.slice(-32)}`, undefined, guest);
    },
  },
  'PUT /app/sharing/:id/alias': {
    action: 'sharing.name',
    call: async () => app('PUT', `/sharing/${await shareWithGuest()}/alias?user_alias=mum`, undefined, owner),
  },
  'POST /app/sharing/:did/transfer': {
    action: 'device.transfer',
    call: async () => {
      for (const person of [owner, guest]) await done(bindMac(person));
      return app('POST', `/sharing/${device.did}/transfer?uid=${guest.uid}`, undefined, owner);
    },
  },
};

async function events(): Promise<Record<string, unknown>[]> {
  return (await api.database.query('select * from audit_event order by id desc')).rows;
}

/** What is not told, and why. */
const untold: Readonly<Record<string, string>> = {
  'POST /console/v1/definitions/preview': 'nothing of it is kept',
  'PUT /console/v1/products/:product_key/virtual_device':
    'tried in virtual-devices.test.ts, with its devices',
  'PATCH /console/v1/products/:product_key/virtual_device': 'tried in virtual-devices.test.ts, too',
  'DELETE /console/v1/products/:product_key/virtual_device': 'tried in virtual-devices.test.ts, too',
  'POST /app/request_token': 'a token of an app is good for having codes sent, no more',
  'POST /app/sms_code': 'a code that is sent changes nothing until it is shown',
  'PUT /app/verify/codes': 'a code is only looked at',
  'POST /app/verify/codes': 'a code that is sent changes nothing until it is shown',
  'PUT /app/messages/:id': 'a message is its reader’s alone',
};

test('every endpoint that changes something is below, or it is said why not', () => {
  expect(routes.length).toBeGreaterThan(30);
  expect(routes.filter((route) => !(route in acts) && !(route in untold))).toEqual([]);
});

describe.each(Object.entries(acts))('%s', (_route, { action, call }) => {
  test(`leaves ${action} in the audit log`, async () => {
    const answer = await call();
    expect([answer.statusCode, answer.body]).toEqual([
      expect.toSatisfy((status) => status < 300),
      answer.body,
    ]);
    expect((await events()).map((event) => event.action)).toEqual([action].flat());
  });
});

test('an event tells who did it, with what and from where', async () => {
  await done(bindMac(owner));
  const { uid } = owner;
  const { did } = device;
  expect(await events()).toMatchObject([
    {
      source: 'open_api',
      enterprise_id: enterprise.enterpriseId,
      product_key: product.productKey,
      did,
      uid,
      appid,
      client_ip: `198.51.100.${people % 250}`,
      result: 'ok',
    },
  ]);
  await done(v1('DELETE', '/devices/bindings', bindings()));
  const act = { source: 'enterprise_api', action: 'device.unbind', enterprise_id: enterprise.enterpriseId };
  expect(await events()).toMatchObject([{ ...act, did, uid, client_ip: '127.0.0.1' }]);
});

test('what changes nothing is no event', async () => {
  await done(v1('DELETE', '/devices/bindings', bindings()));
  expect(await events()).toEqual([]);
  expect(
    (await app('POST', '/bindings', { devices: [{ did: device.did, passcode: 'X' }] }, owner)).json(),
  ).toEqual({
    success: [],
    failed: [device.did],
  });
  expect(await events()).toEqual([]);
});

test('a command that was refused before it was sent is no event; one that failed tells with which code', async () => {
  const control = (attrs: object) => v1('POST', `/devices/${device.did}/control`, { attrs });
  expect((await control({ frost: true })).statusCode).toBe(400);
  expect(await events()).toEqual([]);
  api.commands.failure = new Error('a fault of ours');
  expect((await control({ heater: true })).statusCode).toBe(500);
  api.commands.failure = undefined;
  const detail = { attrs: { heater: true } };
  expect(await events()).toMatchObject([{ action: 'device.control', detail, result: '5409' }]);
});

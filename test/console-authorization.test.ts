import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminRoutes, registerAdminApi } from '../src/api/admin/admin-api.ts';
import { ListedBackups } from '../src/api/admin/listed-backups.test-helper.ts';
import { createAppApi } from '../src/api/app/app-api.ts';
import { appOptions } from '../src/api/app/app-options.test-helper.ts';
import { consoleRoutes, registerConsoleApi } from '../src/api/console/console-api.ts';
import { EventStreams } from '../src/api/console/event-streams.ts';
import { StandInVirtualDevices } from '../src/api/console/virtual-devices.test-helper.ts';
import {
  EnterpriseApiUnderTest,
  type TestEnterprise,
} from '../src/api/enterprise/enterprise-api.test-helper.ts';
import { SessionGate } from '../src/api/session/session-gate.ts';
import { StatusLayouts } from '../src/codec/status-layouts.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { newDid, newHexIdentifier } from '../src/model/identifiers.ts';
import { ReportCalendar } from '../src/model/report-calendar.ts';
import { hashSecret } from '../src/model/secrets.ts';
import { createThrottles } from '../src/model/throttle.ts';
import { WatchedDevices } from '../src/processes/watched-devices.ts';
import { createMember as createMemberRow, type MemberRole } from '../src/store/members.ts';
import { createApp } from '../src/store/write-app.ts';

/**
 * Every endpoint of /admin/v1, /console/v1 and /v1, called by everybody who has a session of the console, or none, or not
 * one that counts. An endpoint that is new fails here until it has a row.
 */
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an endpoint may be asked for. */
interface Ids {
  readonly enterprise_id: string;
  readonly product_key: string;
  readonly did: string;
  readonly mac: string;
  readonly gid: string;
  readonly uid: string;
  readonly appid: string;
  readonly member_id: string;
  readonly backup_id: string;
}

interface Row {
  readonly query?: (ids: Ids) => Record<string, string>;
  readonly body?: (ids: Ids) => unknown;
  /** Left out: members too. `programs`: a session is nothing to it. */
  readonly who?: 'admin' | 'programs';
  /** It changes nothing, or nothing but what is the caller's own. */
  readonly isForViewers?: true;
}

/** An enterprise with one of everything, and those who work for it. */
interface World {
  readonly ids: Ids;
  readonly enterprise: TestEnterprise;
  readonly manager: string;
  readonly viewer: string;
  /** Of the calls of the user's app. */
  readonly userHeaders: Record<string, string>;
  readonly secrets: readonly string[];
}

const adminToken = 'a'.repeat(32);
const passcode = 'ABCDEFGHIJ';
const passwordHash = 'scrypt$1$1$1$none$none';
const day = '2026-11-22';
const named = { body: () => ({ name: 'Renamed' }) };
const days = () => ({ start: day, end: day });
const userDays = ({ product_key }: Ids) => ({ product_key, start_date: day, end_date: day });
const byAdmin = { who: 'admin' } as const;
const bindings = ({ uid, appid, did }: Ids) => ({ uid, appid, dids: [did] });
const v1 = '/v1/products/:product_key';
const ofProduct = '/console/v1/products/:product_key';

/** What succeeds for whoever may. */
const rows: Readonly<Record<string, Row>> = {
  'POST /admin/v1/enterprises': { ...named, ...byAdmin },
  'GET /admin/v1/enterprises': {},
  'GET /admin/v1/enterprises/:enterprise_id': {},
  'PATCH /admin/v1/enterprises/:enterprise_id': named,
  'DELETE /admin/v1/enterprises/:enterprise_id': byAdmin,
  'POST /admin/v1/enterprises/:enterprise_id/rotate_secret': {},
  'POST /admin/v1/enterprises/:enterprise_id/products': named,
  'GET /admin/v1/enterprises/:enterprise_id/products': {},
  'POST /admin/v1/enterprises/:enterprise_id/apps': named,
  'GET /admin/v1/enterprises/:enterprise_id/apps': {},
  'GET /admin/v1/enterprises/:enterprise_id/users': {},
  'POST /admin/v1/enterprises/:enterprise_id/users': { body: () => ({ users: [{ phone: '13800000009' }] }) },
  'POST /admin/v1/enterprises/:enterprise_id/members': {
    body: ({ uid }) => ({ username: uid, name: '后羿', role: 'viewer', password: 'jade rabbit' }),
  },
  'GET /admin/v1/enterprises/:enterprise_id/members': {},
  'PATCH /admin/v1/members/:member_id': named,
  'DELETE /admin/v1/members/:member_id': {},
  'GET /admin/v1/products/:product_key': {},
  'PATCH /admin/v1/products/:product_key': named,
  'DELETE /admin/v1/products/:product_key': {},
  'POST /admin/v1/products/:product_key/rotate_secret': {},
  'POST /admin/v1/products/:product_key/devices': { body: () => ({ devices: [{ mac: 'beef00000001' }] }) },
  'GET /admin/v1/products/:product_key/devices': {},
  'POST /admin/v1/products/:product_key/bindings': {
    body: () => ({ bindings: [{ phone: '13800000009', mac: 'beef00000009' }] }),
  },
  'GET /admin/v1/products/:product_key/waiting_devices': {},
  'POST /admin/v1/products/:product_key/waiting_devices/approve': {
    body: () => ({ devices: [{ did: 'W'.repeat(22) }] }),
  },
  'POST /admin/v1/products/:product_key/waiting_devices/refuse': {
    body: () => ({ dids: ['W'.repeat(22)] }),
  },
  'DELETE /admin/v1/apps/:appid': {},
  'POST /admin/v1/apps/:appid/rotate_secret': {},
  'DELETE /admin/v1/users/:uid': {},
  'GET /admin/v1/devices/:did': {},
  'PATCH /admin/v1/devices/:did': { body: () => ({ country: 'China' }) },
  'DELETE /admin/v1/devices/:did': {},
  'GET /admin/v1/devices/:did/rejected_frames': {},
  'POST /admin/v1/devices/:did/check_firmware': { body: () => ({ type: 'wifi' }) },
  'POST /admin/v1/rebuild_reports': byAdmin,
  'POST /admin/v1/backups': byAdmin,
  'GET /admin/v1/backups': byAdmin,
  'DELETE /admin/v1/backups/:backup_id': byAdmin,
  'GET /admin/v1/audit': {},

  'GET /console/v1/session': {},
  'GET /console/v1/products': {},
  'GET /console/v1/example_products': {},
  'GET /console/v1/product_device_counts': {},
  [`GET ${ofProduct}/device_groups`]: {},
  [`PATCH ${ofProduct}/device_groups/:gid`]: named,
  [`PUT ${ofProduct}/virtual_device`]: {},
  [`GET ${ofProduct}/virtual_device`]: {},
  [`PATCH ${ofProduct}/virtual_device`]: { body: () => ({ attrs: { heater: true } }) },
  [`DELETE ${ofProduct}/virtual_device`]: { query: () => ({ erase: '1' }) },
  [`GET ${ofProduct}/devices`]: {},
  [`GET ${ofProduct}/devices.csv`]: {},
  [`POST ${ofProduct}/access_token`]: {},
  'GET /console/v1/users/:uid': {},
  'GET /console/v1/search': { query: ({ mac }) => ({ q: mac }) },
  'GET /console/v1/overview': {},
  'GET /console/v1/locations': {},
  'POST /console/v1/definitions/preview': {
    body: () => ({ datapoints: greenhouseController }),
    isForViewers: true,
  },
  [`GET ${ofProduct}/alarms`]: {},
  [`GET ${ofProduct}/alarms/counts`]: {},
  [`GET ${ofProduct}/devices/:did/frames`]: {},
  [`GET ${ofProduct}/devices/:did/presence`]: {},
  [`GET ${ofProduct}/devices/:did/series`]: { query: () => ({ names: 'heater' }) },
  [`GET ${ofProduct}/devices/:did/events`]: {},
  'GET /console/v1/live': {},
  'GET /console/v1/enterprises/:enterprise_id/api_calls': {},
  'GET /console/v1/enterprises/:enterprise_id/quota_use': {},
  'GET /console/v1/installation': byAdmin,
  'GET /console/v1/installation/metrics': byAdmin,

  [`POST ${v1}/access_token`]: { body: () => ({}), who: 'programs' },
  [`POST ${v1}/association`]: { body: () => ({}), who: 'programs' },
  [`DELETE ${v1}/association`]: { body: () => ({}), who: 'programs' },
  [`GET ${v1}/datapoint`]: {},
  [`GET ${v1}/devices`]: { query: ({ mac }) => ({ mac }) },
  [`GET ${v1}/device_detail`]: { query: ({ mac }) => ({ mac }) },
  [`GET ${v1}/devices/search`]: {},
  [`POST ${v1}/devices/:did/control`]: { body: () => ({ attrs: { heater: true } }) },
  [`GET ${v1}/devices/:did/online`]: {},
  [`GET ${v1}/devices/:did/cmd`]: {},
  [`GET ${v1}/devices/:did/data`]: {},
  [`GET ${v1}/devices/:did/agg_data`]: {
    query: () => ({ attrs: 'grow_light', aggregator: 'sum', unit: 'DAYS' }),
  },
  [`GET ${v1}/users/report/new`]: { query: days },
  [`GET ${v1}/users/report/total`]: { query: days },
  [`GET ${v1}/users/search`]: {},
  [`GET ${v1}/device_groups`]: {},
  [`POST ${v1}/device_groups`]: { body: ({ gid }) => ({ parent_gid: gid }) },
  [`GET ${v1}/device_groups/:gid`]: {},
  [`PUT ${v1}/device_groups/:gid`]: {
    body: ({ mac }) => ({ action: 'assign', reassign: true, macs: [mac] }),
  },
  [`DELETE ${v1}/device_groups/:gid`]: {},
  [`POST ${v1}/devices/bindings`]: { body: bindings },
  [`DELETE ${v1}/devices/bindings`]: { body: bindings },
  [`GET ${v1}/devices/report/activation`]: { query: days },
  [`GET ${v1}/devices/locations`]: {},
  [`GET ${v1}/summary`]: {},
  [`GET ${v1}/devices/summary`]: {},
  [`GET ${v1}/incr_devices`]: { query: days },
  [`GET ${v1}/active_devices`]: { query: days },
  [`GET ${v1}/devices/report/liveness/history`]: { query: days },
  [`GET ${v1}/devices/report/rt`]: {},
  [`GET ${v1}/devices/report/devices/report/rt`]: {},
  [`GET ${v1}/fault/report/devices`]: { query: days },
  [`GET ${v1}/alert/report/devices`]: { query: days },
  [`GET ${v1}/fault/report/events`]: { query: days },
  [`GET ${v1}/fault/alert/events`]: { query: days },
  [`GET ${v1}/alert/report/events`]: { query: days },
  'GET /v1/users/search': { query: userDays },
  'GET /v1/users/liveness_total': { query: userDays },
  'GET /v1/users/location': { query: userDays },
};

/** A login, and what a member does about himself. */
const ofOneself = new Set([
  'POST /console/v1/session',
  'DELETE /console/v1/session',
  'PATCH /console/v1/session/password',
]);

const names = Object.keys(rows);
const isReading = (name: string) => name.startsWith('GET ');
const isOfPrograms = (name: string) => rows[name]!.who === 'programs';
/** The document's own words for what is there and belongs to another product, by those for what is not there. */
const documentedPairs: ReadonlySet<string> = new Set(['5301 5302', '5206 5201', '5202 5201']);

let api: EnterpriseApiUnderTest;
let gate: SessionGate;
let admin: string;
let victim: World;
let intruder: World;
const backups = new ListedBackups();
const eventStreams = new EventStreams();
const routes: string[] = [];
const appRoutes: string[] = [];

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  const { app, database, catalog, seal, commands } = api;
  commands.checkFirmware = async () => true;
  app.addHook('onRoute', ({ method, url }) => {
    const methods = [method].flat().filter((each) => !['HEAD', 'OPTIONS'].includes(each));
    const ofFace = url.startsWith('/app/') ? appRoutes : routes;
    ofFace.push(...methods.map((each) => `${each} ${url}`));
  });
  app.register(createAppApi(appOptions(api)));
  const clock = () => api.nowMs;
  gate = new SessionGate({ database, adminToken, clock });
  const services = { database, catalog, seal, commands, clock, adminToken, sessionGate: gate };
  const throttles = createThrottles(clock);
  registerAdminApi(app, { ...services, backups, throttles });
  registerConsoleApi(app, {
    ...services,
    throttles,
    calendar: new ReportCalendar('Asia/Shanghai'),
    layouts: new StatusLayouts(),
    virtualDevices: new StandInVirtualDevices(),
    watch: new WatchedDevices({ watch: async () => {}, publish: async () => {} }),
    eventStreams,
    vitals: { processes: async () => [], history: async () => [] },
    facts: {
      dataDir: tmpdir(),
      databaseHost: undefined,
      retentionDays: 7,
      auditDays: 180,
      reportTimeZone: 'Asia/Shanghai',
      publicHost: undefined,
      ports: () => ({ http: 8080, mqtt: 1883, deviceHttp: undefined, https: undefined, mqtts: undefined }),
      senders: { mail: false, sms: false, accounts: false, codesInLog: false },
    },
  });
  await app.ready();
  admin = (await gate.sessions.begin({ adminTokenHash: hashSecret(adminToken) }, api.nowMs, database))!;
  [victim, intruder] = [await createWorld(), await createWorld()];
});

afterAll(async () => {
  eventStreams.close();
  await api.stop();
});

let worlds = 0;

async function createWorld(): Promise<World> {
  const { database, seal, nowMs } = api;
  const enterprise = await api.createEnterprise();
  const { enterpriseId } = enterprise;
  const product = await api.createProduct(enterprise, {
    definition: greenhouseController,
    aggData: true,
    controlAck: 'sent',
  });
  const mac = `cafe${String(++worlds).padStart(8, '0')}`;
  const { did, deviceId } = await api.createDevice(product, mac, { isOnline: true });
  await database.query('update device set passcode_sealed = $2 where id = $1', [
    deviceId,
    seal.seal(passcode),
  ]);
  const [appid, appSecret] = [newHexIdentifier(), newHexIdentifier()];
  await createApp(database, { appid, secret: appSecret, name: 'App', enterpriseId, createdAtMs: nowMs });
  await api.catalog.reload();
  const headers = { 'x-gizwits-application-id': appid };
  const user = (await api.post('/app/users', { headers, body: { phone_id: `phone ${worlds}` } })).json();
  const token = await api.tokenOf(enterprise, product);
  const createGroup = (body: object) => api.post(`${product.path}/device_groups`, { token, body });
  const { gid: parent_gid } = (await createGroup({})).json();
  const { gid } = (await createGroup({ parent_gid })).json();
  const binding = { uid: user.uid, appid, dids: [did] };
  await api.post(`${product.path}/devices/bindings`, { token, body: binding });
  const manager = await createMember(enterprise, 'manager');
  const viewer = await createMember(enterprise, 'viewer');
  const ids = {
    enterprise_id: enterpriseId,
    product_key: product.productKey,
    did,
    mac,
    gid,
    uid: user.uid,
    appid,
    member_id: viewer.memberId,
    backup_id: (await backups.begin()).id,
  };
  const secrets = [enterprise.secret, product.secret, appSecret, user.token, token];
  const userHeaders = { ...headers, 'x-gizwits-user-token': user.token };
  return { ids, enterprise, manager: manager.session, viewer: viewer.session, userHeaders, secrets };
}

async function createMember({ enterpriseId }: TestEnterprise, role: MemberRole) {
  const memberId = newHexIdentifier();
  const member = { memberId, enterpriseId, passwordHash };
  await createMemberRow(api.database, {
    ...member,
    username: memberId,
    name: '嫦娥',
    role,
    createdAtMs: api.nowMs,
  });
  return { memberId, session: (await gate.sessions.begin(member, api.nowMs, api.database))! };
}

/** What nobody has. */
function nobodys(): Ids {
  return {
    enterprise_id: newHexIdentifier(),
    product_key: newHexIdentifier(),
    did: newDid(),
    mac: 'cafeffffffff',
    gid: newHexIdentifier(),
    uid: newHexIdentifier(),
    appid: newHexIdentifier(),
    member_id: newHexIdentifier(),
    backup_id: '20200101T000000Z',
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The path and the body of the row's call. */
function callOf(name: string, ids: Ids) {
  const [method, pattern] = name.split(' ') as [Method, string];
  const { query, body } = rows[name]!;
  const path = pattern.replaceAll(/:(\w+)/g, (_, id: keyof Ids) => encodeURIComponent(ids[id]));
  const url = query ? `${path}?${new URLSearchParams(query(ids))}` : path;
  return { method, url, payload: body && JSON.stringify(body(ids)) };
}

/** A call as the console makes it, unless the headers say otherwise. */
async function ask(
  name: string,
  ids: Ids,
  headers: Record<string, string | undefined> = {},
): Promise<Answer> {
  const { method, url, payload } = callOf(name, ids);
  const given = { 'x-qiyun-console': '1', 'sec-fetch-site': 'same-origin', ...headers };
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const request = { method, url, headers: sent as Record<string, string>, ...(payload && { payload }) };
  const answer = await api.app.inject({ ...request, payloadAsStream: true });
  const stream = answer.stream();
  let body = '';
  for await (const chunk of stream) {
    body += chunk;
    // Nothing else would end it.
    if (answer.headers['content-type'] === 'text/event-stream; charset=utf-8') break;
  }
  return { status: answer.statusCode, body };
}

const by = (session: string) => ({ cookie: `qiyun_session=${session}` });

function refusal({ status, body }: Answer): string {
  return status < 300 ? 'ok' : `${status} ${JSON.parse(body).error_code}`;
}

const codeIn = (answer: Answer) => refusal(answer).split(' ').at(-1);

/** Of every row how the call was answered, each with what it was expected to be. */
async function everyRefusal(headers: Record<string, string | undefined>) {
  const refusals: Record<string, string> = {};
  for (const name of names) refusals[name] = refusal(await ask(name, victim.ids, headers));
  return refusals;
}

const expectedOf = (expected: (name: string, row: Row) => string) =>
  Object.fromEntries(names.map((name) => [name, expected(name, rows[name]!)]));

/** Every row of every table, but those that tell of processes. */
async function everything(): Promise<unknown> {
  const { rows: tables } = await api.database.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const columns = tables.map(
    ({ name }) => `(select md5(string_agg(t::text, ',' order by t::text)) from ${name} t) as "${name}"`,
  );
  const { rows: state } = await api.database.query(`select ${columns.join(', ')}`);
  return { ...state[0], sent: api.commands.sent.length, backups: backups.listed.length };
}

/** Runs the work, which must not change a row of any table. */
async function expectNothingChanged(work: () => Promise<void>): Promise<void> {
  const before = await everything();
  await work();
  expect(await everything()).toEqual(before);
}

const unknownProduct = '404 5015';

const withoutSession = (name: string) => {
  if (isOfPrograms(name)) return '400 5002';
  if (name.includes(' /v1/users/')) return '400 5002';
  return name.includes(' /v1/') ? '400 5009' : '401 5009';
};

test('every endpoint has a row', () => {
  const expected = [...names, ...ofOneself].toSorted();
  expect([...new Set(routes)].toSorted()).toEqual(expected);
  for (const [prefix, table] of [
    ['/admin/v1', adminRoutes],
    ['/console/v1', consoleRoutes],
  ] as const)
    for (const [method, url] of table) expect(expected).toContain(`${method} ${prefix}${url}`);
});

describe('nothing is told and nothing changed', () => {
  test('without a session', () =>
    expectNothingChanged(async () => {
      expect(await everyRefusal({})).toEqual(expectedOf(withoutSession));
    }));

  test('with a session that has ended', () =>
    expectNothingChanged(async () => {
      const ended = by('0'.repeat(64));
      const expected = (name: string) => (isOfPrograms(name) ? '400 5002' : '401 5009');
      expect(await everyRefusal(ended)).toEqual(expectedOf(expected));
    }));

  test.each(['cross-site', 'same-site'])('by a page that is %s, whose visitor has a session', (site) =>
    expectNothingChanged(async () => {
      const headers = { ...by(victim.manager), 'sec-fetch-site': site };
      expect(await everyRefusal(headers)).toEqual(expectedOf(withoutSession));
    }),
  );

  test('by what cannot send the header of the console', () =>
    expectNothingChanged(async () => {
      const headers = { ...by(admin), 'x-qiyun-console': undefined, 'sec-fetch-site': undefined };
      const expected = (name: string) => {
        if (isOfPrograms(name)) return '400 5002';
        return isReading(name) ? 'ok' : '403 5024';
      };
      expect(await everyRefusal(headers)).toEqual(expectedOf(expected));
    }));
});

test('a viewer reads what a manager reads, and changes nothing anywhere', () =>
  expectNothingChanged(async () => {
    const expected = (name: string, { who, isForViewers }: Row) => {
      if (who === 'programs') return '400 5002';
      return who !== 'admin' && (isReading(name) || isForViewers) ? 'ok' : '403 5024';
    };
    expect(await everyRefusal(by(victim.viewer))).toEqual(expectedOf(expected));
  }));

describe('a manager of another enterprise', () => {
  /** An answer as it would be of anything: what was asked for is in it by its name. */
  function told({ status, body }: Answer, ids: Ids): string {
    const entries = Object.entries(ids);
    return `${status} ${entries.reduce((text, [name, value]) => text.replaceAll(value, `<${name}>`), body)}`;
  }

  async function expectNothingTold(ids: Ids, unknown: Ids) {
    for (const name of names) {
      const { url, payload } = callOf(name, ids);
      const asked = url + payload;
      const foreign = Object.values(victim.ids).filter((id) => asked.includes(id));
      // What is his own alone would only change what is his.
      if (foreign.length === 0 && !isReading(name) && rows[name]!.who === undefined) continue;
      const answer = await ask(name, ids, by(intruder.manager));
      const expected = await ask(name, unknown, by(intruder.manager));
      if (!documentedPairs.has(`${codeIn(expected)} ${codeIn(answer)}`))
        expect([name, told(answer, ids)]).toEqual([name, told(expected, unknown)]);
      if (foreign.length > 0 && !isReading(name)) expect([name, answer.status]).not.toEqual([name, 200]);
      const unasked = Object.values(victim.ids).filter((id) => !asked.includes(id));
      expect([name, unasked.filter((id) => answer.body.includes(id))]).toEqual([name, []]);
    }
  }

  test('is told nothing and changes nothing by what is not his', () =>
    expectNothingChanged(() => expectNothingTold(victim.ids, nobodys())));

  test('nor by it together with a product of his own', () =>
    expectNothingChanged(async () => {
      const { product_key } = intruder.ids;
      await expectNothingTold({ ...victim.ids, product_key }, { ...nobodys(), product_key });
    }));
});

describe('no answer has a secret', () => {
  /** In a name of a field; what is only about one is no secret. */
  const suspicious =
    /"(?!has_passcode|passcode_by_mac|users_search_without_secret)\w*(secret|passcode|password|token|hash|seal)\w*":/i;

  async function secretsOf({ ids, secrets, manager, viewer }: World): Promise<string[]> {
    const { rows: sealed } = await api.database.query<{ product: Buffer; device: Buffer }>(
      `select p.secret_sealed as product, d.passcode_sealed as device from product p join device d on d.product_id = p.id
       where p.product_key = $1`,
      [ids.product_key],
    );
    const kept = sealed.flatMap(({ product, device }) => [product, device]);
    const hashed = [...secrets, admin, manager, viewer].map(hashSecret);
    const bytes = [...kept, ...hashed].flatMap((each) => [each.toString('hex'), each.toString('base64')]);
    return [...secrets, admin, manager, viewer, adminToken, passcode, passwordHash, ...bytes];
  }

  test('that is read by a manager or by the administrator', async () => {
    const secrets = await secretsOf(victim);
    for (const session of [victim.manager, admin]) {
      for (const name of names.filter(isReading)) {
        const { body } = await ask(name, victim.ids, by(session));
        expect([name, secrets.filter((secret) => body.includes(secret))]).toEqual([name, []]);
        expect([name, suspicious.exec(body)]).toEqual([name, null]);
      }
    }
  });

  /** The document has the passcode in what a user is told of devices that are bound to him (app-open-api.md). */
  const withPasscode = ['GET /app/bindings', 'GET /app/devices/:did'];

  test('that is read by an app, but for the passcodes of devices that are bound to its user', async () => {
    const { ids, userHeaders: headers, secrets } = victim;
    const parameters = { type: 'online', start_time: '1', end_time: '2', sharing_type: '0' };
    const sums = { attrs: 'grow_light', aggregator: 'sum', unit: 'DAYS' };
    const query = new URLSearchParams({ ...ids, ...parameters, ...sums });
    const statuses = new Set<number>();
    for (const name of appRoutes.filter(isReading)) {
      const path = name.slice(4).replaceAll(/:(\w+)/g, (_, id: keyof Ids) => ids[id] ?? '1');
      const { body, statusCode } = await api.app.inject({ url: `${path}?${query}`, headers });
      statuses.add(statusCode);
      const sought = withPasscode.includes(name) ? secrets : [...secrets, passcode];
      expect([name, sought.filter((secret) => body.includes(secret))]).toEqual([name, []]);
    }
    expect(statuses).toContain(200);
  });
});

describe('everything else works for', () => {
  test.each(['manager', 'admin'] as const)('the %s', { timeout: 120_000 }, async (role) => {
    const answers: Record<string, string> = {};
    const usual = await createWorld();
    for (const name of names) {
      const world = name.startsWith('DELETE') ? await createWorld() : usual;
      answers[name] = refusal(await ask(name, world.ids, by(role === 'admin' ? admin : world.manager)));
    }
    const expected = (_name: string, { who }: Row) => {
      if (who === 'programs') return '400 5002';
      return who === 'admin' && role === 'manager' ? '403 5024' : 'ok';
    };
    expect(answers).toEqual(expectedOf(expected));
  });
});

test('what is in no name is refused, and no fault of the server', async () => {
  const nobody = Object.fromEntries(Object.keys(victim.ids).map((id) => [id, 'chang\0e'])) as unknown as Ids;
  const { product_key, did } = (await createWorld()).ids;
  const faults: string[] = [];
  const erasing = (name: string) => name.startsWith('DELETE');
  for (const name of [...names.filter((each) => !erasing(each)), ...names.filter(erasing)])
    for (const ids of [nobody, { ...nobody, product_key }, { ...nobody, product_key, did }]) {
      const { status } = await ask(name, ids, by(admin));
      if (status >= 500) faults.push(name);
    }
  expect(faults).toEqual([]);
});

test('of a product of others a member reads what /v1 and /console/v1 tell, until the association ends', async () => {
  const { product_key, did, gid, mac } = victim.ids;
  const partner = await createWorld();
  const ids = { ...partner.ids, product_key, did, gid, mac };
  const pair = [ids.enterprise_id, api.catalog.productByKey(product_key)!.id];
  const named = names.filter(
    (name) => isReading(name) && /:product_key|users\//.test(name) && !/:uid/.test(name),
  );
  const read = async () => {
    const refusals = new Set<string>();
    for (const name of named.filter((each) => !each.includes('/admin/')))
      refusals.add(refusal(await ask(name, ids, by(partner.manager))));
    return [...refusals];
  };
  await api.database.query('insert into association values ($1, $2, now())', pair);
  await api.catalog.reload();
  expect(await read()).toEqual(['ok']);
  for (const name of named.filter((each) => each.includes('/admin/')))
    expect([name, refusal(await ask(name, ids, by(partner.manager)))]).toEqual([name, unknownProduct]);
  await api.database.query('delete from association where enterprise_id = $1 and product_id = $2', pair);
  await api.catalog.reload();
  expect(await read()).toEqual([unknownProduct]);
});

import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAppApi } from '../src/api/app/app-api.ts';
import { appOptions } from '../src/api/app/app-options.test-helper.ts';
import { createTestApp, createTestUser, type TestUser } from '../src/api/app/app-user.test-helper.ts';
import {
  EnterpriseApiUnderTest,
  refusalOf,
  secretsOf,
  type TestEnterprise,
  type TestProduct,
} from '../src/api/enterprise/enterprise-api.test-helper.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { newDid, newHexIdentifier } from '../src/model/identifiers.ts';

/**
 * Every endpoint of /v1 and /app, asked for what is somebody else's and for what does not exist: it answers the same, but for
 * the codes with which the document itself tells the two apart; it tells nothing else, and changes nothing.
 */
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What an endpoint may be asked for. */
interface Ids {
  readonly product_key: string;
  readonly did: string;
  readonly mac: string;
  readonly gid: string;
  readonly uid: string;
  readonly appid: string;
  readonly username: string;
  readonly id: string;
  readonly code: string;
}

interface Call {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const day = '2026-11-22';
const passcode = 'ABCDEFGHIJ';
/** The document's own words for what is there and belongs to somebody else, by those for what is not there. */
const documentedPairs: ReadonlySet<string> = new Set([
  '5301 5302',
  '5206 5201',
  '5202 5201',
  '5015 5007',
  '9014 9017',
  '9085 9101',
]);

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let intruder: TestEnterprise;
let intrudersProduct: TestProduct;
let intrudersApp: string;
let token: string;
let victims: Ids;
/** Somebody with the intruder's app, and another user of the victim's own. */
let stranger: TestUser;
let neighbour: TestUser;
const routes: { readonly method: Method; readonly url: string }[] = [];

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat())
      if (/^(GET|POST|PUT|DELETE)$/.test(each)) routes.push({ method: each as Method, url });
  });
  api.app.register(createAppApi(appOptions(api)));
  await api.app.ready();
  enterprise = await api.createEnterprise();
  intruder = await api.createEnterprise();
  intrudersProduct = await api.createProduct(intruder, { definition: greenhouseController, aggData: true });
  intrudersApp = await createTestApp(api, intruder);
  token = await api.tokenOf(intruder, intrudersProduct);
  await createVictim();
  stranger = await createTestUser(api, intrudersApp);
  neighbour = await createTestUser(api, victims.appid);
});

afterAll(() => api.stop());

/** Somebody with a device in a group, who shares it with a user and by a code. */
async function createVictim(): Promise<void> {
  const product = await api.createProduct(enterprise, { definition: greenhouseController, aggData: true });
  const { did, mac, deviceId } = await api.createDevice(product, 'cafe00000001', { isOnline: true });
  const appid = await createTestApp(api, enterprise);
  const { uid, headers } = await createTestUser(api, appid);
  const guest = await createTestUser(api, appid);
  const { rows } = await api.database.query<{ username: string }>(
    'select username from app_user where uid = $1',
    [uid],
  );
  await api.database.query('update device set passcode_sealed = $2 where id = $1', [
    deviceId,
    api.seal.seal(passcode),
  ]);
  await api.database.query(
    'insert into binding (device_id, uid, bound_at, is_owner) values ($1, $2, now(), true)',
    [deviceId, uid],
  );
  const ownersToken = await api.tokenOf(enterprise, product);
  const { gid } = (await api.post(`${product.path}/device_groups`, { token: ownersToken, body: {} })).json();
  const macs = { action: 'assign', reassign: false, macs: [mac] };
  await api.put(`${product.path}/device_groups/${gid}`, { token: ownersToken, body: macs });
  const share = (body: object) => api.post('/app/sharing', { headers, body: { did, ...body } });
  const { id } = (await share({ type: 0, uid: guest.uid })).json();
  const code = (await share({ type: 1 })).json().qr_content.slice(-32);
  const { username } = rows[0]!;
  victims = { product_key: product.productKey, did, mac, gid, uid, appid, username, id: String(id), code };
}

/** What nobody has. */
function nobodys(): Ids {
  return {
    product_key: newHexIdentifier(),
    did: newDid(),
    mac: 'cafe000000ff',
    gid: newHexIdentifier(),
    uid: newHexIdentifier(),
    appid: newHexIdentifier(),
    username: 'nobody',
    id: '2000000',
    code: newHexIdentifier(),
  };
}

/** The victim's rows, whichever way they might be changed. */
async function stateOfVictim(): Promise<unknown> {
  const { rows } = await api.database.query(
    `select (select json_agg(b order by b.uid) from binding b join device d on d.id = b.device_id where d.did = $1) as bindings,
       (select json_agg(s order by s.device_id) from device_standing s join device d on d.id = s.device_id where d.did = $1) as standing,
       (select json_agg(s order by s.id) from sharing s) as sharings, (select json_agg(g order by g.id) from device_group g
         where g.gid = $2) as groups, (select json_agg(a) from association a where a.enterprise_id = $3) as associations,
       (select json_agg(m) from message m where m.uid <> all($4)) as messages`,
    [victims.did, victims.gid, enterprise.enterpriseId, [stranger.uid, neighbour.uid]],
  );
  return { ...rows[0], sent: api.commands.sent.length };
}

let addresses = 0;

async function ask(route: string, ids: Ids, { query, body }: Call, headers: Record<string, string>) {
  const [method, url] = route.split(' ') as [Method, string];
  const path = url.replaceAll(/:(\w+)/g, (_, name: keyof Ids) => ids[name]);
  addresses += 1;
  const address = `192.0.${2 + (addresses >> 8)}.${addresses & 255}`;
  return api.call(method, `${path}?${new URLSearchParams(query)}`, { headers, body, address });
}

/** An answer as it would be of anything: what was asked for is in it by its name. */
function told(answer: LightMyRequestResponse, ids: Ids): string {
  const entries = Object.entries(ids).filter(([, value]) => value.length > 8);
  const anonymous = entries.reduce((text, [name, value]) => text.replaceAll(value, `<${name}>`), answer.body);
  return `${answer.statusCode} ${anonymous}`;
}

function codeIn(answer: LightMyRequestResponse): string {
  return String(answer.json<{ error_code?: string | number }>()?.error_code);
}

async function expectNothingTold(
  route: string,
  calls: (ids: Ids) => Call[],
  headers: Record<string, string>,
) {
  const before = await stateOfVictim();
  const unknown = nobodys();
  const ofNobody = calls(unknown);
  for (const [index, call] of calls(victims).entries()) {
    const answer = await ask(route, victims, call, headers);
    const expected = await ask(route, unknown, ofNobody[index]!, headers);
    if (!documentedPairs.has(`${codeIn(expected)} ${codeIn(answer)}`))
      expect(told(answer, victims)).toBe(told(expected, unknown));
    const asked = JSON.stringify([call, route.replaceAll(/:(\w+)/g, (_, name: keyof Ids) => victims[name])]);
    const secrets = [passcode, ...Object.values(victims)].filter((value) => value.length > 8);
    expect(secrets.filter((value) => answer.body.includes(value) && !asked.includes(value))).toEqual([]);
  }
  expect(await stateOfVictim()).toEqual(before);
}

/** Endpoints of a product, with a token of the intruder's own: what else is asked for is the victim's. */
const ofProduct: Readonly<Record<string, (ids: Ids) => Call[]>> = {
  'POST /devices/:did/control': () => [{ body: { attrs: { heater: true } } }],
  'POST /device_groups': ({ gid }) => [{ body: { parent_gid: gid } }],
  'PUT /device_groups/:gid': ({ mac }) => [
    { body: { action: 'assign', reassign: true, macs: [mac] } },
    { body: { action: 'unassign', reassign: false, macs: [mac] } },
  ],
  'DELETE /device_groups/:gid': () => [{}],
  'POST /devices/bindings': bindings,
  'DELETE /devices/bindings': bindings,
};

function bindings({ uid, appid, did }: Ids): Call[] {
  const mine = { uid: stranger.uid, appid: intrudersApp, dids: [did] };
  return [{ body: mine }, { body: { ...mine, uid } }, { body: { ...mine, appid } }];
}

/** Reads take their parameters of the same few names. */
function reads({ did, mac, gid, uid }: Ids): Call[] {
  const query = { mac, start: day, end: day, attrs: 'grow_light', aggregator: 'sum', unit: 'DAYS' };
  const searches = { did, mac, uid };
  return [
    { query },
    { query: { ...query, gid } },
    ...Object.entries(searches).map(([type, val]) => ({ query: { ...query, type, val } })),
  ];
}

describe('the Enterprise API', () => {
  const prefix = '/v1/products/:product_key';
  const withSecrets = ['/access_token', '/association'];

  function productRoutes() {
    const below = routes.filter(({ url }) => url.startsWith(prefix));
    return below.filter(({ url }) => !withSecrets.includes(url.slice(prefix.length)));
  }

  test('has a row below for every endpoint that changes something', () => {
    const changing = productRoutes().filter(({ method }) => method !== 'GET');
    const names = changing.map(({ method, url }) => `${method} ${url.slice(prefix.length)}`);
    expect(names.toSorted()).toEqual(Object.keys(ofProduct).toSorted());
    expect(productRoutes().length).toBeGreaterThan(30);
  });

  test('5010: takes a token for its own product only, whatever is asked', async () => {
    const before = await stateOfVictim();
    const headers = { authorization: `token ${token}` };
    for (const { method, url } of productRoutes()) {
      const calls = ofProduct[`${method} ${url.slice(prefix.length)}`] ?? reads;
      for (const call of calls(victims))
        expect([url, refusalOf(await ask(`${method} ${url}`, victims, call, headers))]).toEqual([
          url,
          '400 5010',
        ]);
    }
    expect(await stateOfVictim()).toEqual(before);
  });

  test('tells and changes nothing of devices, groups, users and apps of others', async () => {
    const headers = { authorization: `token ${token}` };
    for (const { method, url } of productRoutes()) {
      const calls = ofProduct[`${method} ${url.slice(prefix.length)}`] ?? reads;
      await expectNothingTold(
        `${method} ${url.replace(':product_key', intrudersProduct.productKey)}`,
        calls,
        headers,
      );
    }
  });

  test('takes no secret for another enterprise or product', async () => {
    const before = await stateOfVictim();
    const own = secretsOf(intruder, intrudersProduct);
    for (const route of routes.filter(({ url }) => withSecrets.includes(url.slice(prefix.length)))) {
      const name = `${route.method} ${route.url}`;
      expect(refusalOf(await ask(name, victims, { body: own }, {}))).toBe('400 5005');
      const body = { ...own, enterprise_id: enterprise.enterpriseId };
      expect(refusalOf(await ask(name, victims, { body }, {}))).toBe('400 5004');
    }
    expect(await stateOfVictim()).toEqual(before);
  });

  test('tells nothing of users of others to who calls with the headers of an enterprise', async () => {
    const headers = {
      'x-gizwits-enterprise-id': intruder.enterpriseId,
      'x-gizwits-enterprise-secret': intruder.secret,
    };
    const dates = { start_date: day, end_date: day };
    const calls = ({ product_key, uid, appid, username }: Ids): Call[] => [
      { query: { ...dates, product_key } },
      { query: { ...dates, product_key: intrudersProduct.productKey, uid } },
      { query: { ...dates, product_key: intrudersProduct.productKey, username } },
      { query: { ...dates, product_key: intrudersProduct.productKey, appid } },
    ];
    const users = routes.filter(({ url }) => url.startsWith('/v1/users/'));
    expect(users).toHaveLength(3);
    for (const { method, url } of users) await expectNothingTold(`${method} ${url}`, calls, headers);
  });
});

const time = { type: 'online', start_time: '1', end_time: '2' };
const sums = { attrs: 'grow_light', aggregator: 'sum', unit: 'DAYS' };

/** Endpoints of apps that can be asked for something of somebody else's. */
const ofApp: Readonly<Record<string, (ids: Ids) => Call[]>> = {
  'GET /app/devices/:did': () => [{}],
  'GET /app/devices/:did/raw_data': () => [{ query: time }],
  'GET /app/devdata/:did/agg_data': () => [{ query: sums }],
  'POST /app/control/:did': () => [{ body: { attrs: { heater: true } } }],
  'GET /app/:did/bindings': () => [{}],
  'DELETE /app/:did/bindings': ({ uid }) => [{ query: { uid } }],
  'PUT /app/bindings/:did': () => [{ body: { remark: 'mine' } }],
  'POST /app/sharing/:did/transfer': ({ uid }) => [{ query: { uid } }],
  'POST /app/bindings': ({ did }) => [{ body: { devices: [{ did, passcode: 'wrong' }] } }],
  'DELETE /app/bindings': ({ did }) => [{ body: { devices: [{ did }] } }],
  'GET /app/sharing': ({ did }) => [
    { query: { sharing_type: '0', did } },
    { query: { sharing_type: '1', did } },
    { query: { sharing_type: '0' } },
  ],
  'POST /app/sharing': ({ did, uid }) => [{ body: { type: 0, did, uid } }, { body: { type: 1, did } }],
  'PUT /app/sharing/:id': () => [{ query: { status: '1' } }, { query: { status: '2' } }],
  'DELETE /app/sharing/:id': () => [{}],
  'PUT /app/sharing/:id/alias': () => [{ query: { user_alias: 'me' } }],
  'GET /app/messages': () => [{ query: { type: '1' } }],
  'PUT /app/messages/:id': () => [{ query: { status: '1' } }, { query: { status: '2' } }],
  'GET /app/bindings': () => [{}],
  'GET /app/users': () => [{}],
};

/** What users of another enterprise may not even ask for, and those of the same one may. */
const ofForeignApp: Readonly<Record<string, (ids: Ids) => Call[]>> = {
  'POST /app/bind_latest': ({ product_key, did }) => [
    { body: { qr_content: `product_key=${product_key}&did=${did}&passcode=${passcode}x` } },
  ],
  'GET /app/datapoint': ({ product_key }) => [{ query: { product_key } }],
  'GET /app/devdata/:did/latest': () => [{}],
  'GET /app/devices': ({ product_key, mac }) => [{ query: { product_key, mac } }],
  'GET /app/sharing/code/:code': () => [{}],
  'POST /app/sharing/code/:code': () => [{}],
  'POST /app/login': ({ username }) => [{ body: { username, password: 'chang-e' } }],
  'POST /app/smart_home/login/pwd': ({ username }) => [
    { body: { data: { account: username, password: 'chang-e' } } },
  ],
  'POST /app/reset_password': () => [{ body: { email: 'somebody@example.com' } }],
};

/** Nothing of somebody else's can be named in a call of these, or a signature of the product is needed. */
const ofOneself = new Set([
  'GET /app/errors',
  'GET /app/status',
  'POST /app/users',
  'PUT /app/users',
  'DELETE /app/logout',
  'POST /app/request_token',
  'POST /app/sms_code',
  'GET /app/verify/codes',
  'GET /app/verify/codes/:id',
  'POST /app/verify/codes',
  'PUT /app/verify/codes',
  'POST /app/bind_mac',
]);

describe('the app API', () => {
  test('has a row for every endpoint', () => {
    const names = routes
      .filter(({ url }) => url.startsWith('/app/'))
      .map(({ method, url }) => `${method} ${url}`);
    const unknown = names.filter((name) => !(name in ofApp || name in ofForeignApp || ofOneself.has(name)));
    expect(unknown).toEqual([]);
  });

  test.each(Object.entries(ofApp))(
    '%s tells and changes nothing of another user of the enterprise',
    (route, calls) => expectNothingTold(route, calls, neighbour.headers),
  );

  test.each(Object.entries({ ...ofApp, ...ofForeignApp }))(
    '%s tells and changes nothing of another enterprise',
    async (route, calls) => {
      await expectNothingTold(route, calls, stranger.headers);
    },
  );

  test('tells users of another enterprise not even that a device is there', async () => {
    for (const route of Object.keys(ofApp).filter((name) => name.includes(':did'))) {
      const [call] = ofApp[route]!(victims);
      expect([route, codeIn(await ask(route, victims, call!, stranger.headers))]).toEqual([route, '9014']);
    }
  });
});

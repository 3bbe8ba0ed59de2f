import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAppApi } from '../src/api/app/app-api.ts';
import { appOptions } from '../src/api/app/app-options.test-helper.ts';
import {
  appRefusalOf,
  createTestApp,
  createTestUser,
  type TestUser,
} from '../src/api/app/app-user.test-helper.ts';
import {
  EnterpriseApiUnderTest,
  type TestDevice,
  type TestEnterprise,
  type TestProduct,
} from '../src/api/enterprise/enterprise-api.test-helper.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { newDid, newHexIdentifier } from '../src/model/identifiers.ts';
import { listenOn } from '../src/model/listen-on.ts';
import { bindSomebody } from './bind-somebody.ts';
import { projectFolder } from './source-tree.ts';

interface Operation {
  readonly security?: readonly Record<string, unknown>[];
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
}

const { paths } = JSON.parse(readFileSync(join(projectFolder, 'test/golden/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};

/** All operations of the app API that need these headers. */
function operationsWith(scheme: 'appid' | 'user_token'): Call[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security = [] }]) => path.startsWith('/app/') && security.some((one) => scheme in one))
      .map(([method]) => ({ method: method.toUpperCase() as Call['method'], path })),
  );
}

const mac = '5ccf7f0000a1';
const passcode = 'ABCDEFGHIJ';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let product: TestProduct;
let device: TestDevice;
let appid: string;
/** Whose device it is; somebody else of the same enterprise; a user of another enterprise. */
let owner: TestUser;
let other: TestUser;
let stranger: TestUser;
let port: number;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  api.app.register(createAppApi(appOptions(api)));
  enterprise = await api.createEnterprise();
  product = await api.createProduct(enterprise, { definition: greenhouseController, aggData: true });
  device = await api.createDevice(product, mac, { isOnline: true });
  await api.database.query('update device set passcode_sealed = $2 where id = $1', [
    device.deviceId,
    api.seal.seal(passcode),
  ]);
  appid = await createTestApp(api, enterprise);
  const foreignAppid = await createTestApp(api, await api.createEnterprise());
  owner = await createTestUser(api, appid);
  other = await createTestUser(api, appid);
  stranger = await createTestUser(api, foreignAppid);
  await bindSomebody(api.database, device.deviceId, { uid: owner.uid });
  await api.app.ready();
  port = await listenOn(api.app.server, { port: 0, host: '127.0.0.1' });
});

afterAll(() => api.stop());

let addresses = 0;
/** From an address of its own, so that tests do not use up each other's attempts. */
function call(
  { method, path }: Call,
  headers: Record<string, string>,
  body?: unknown,
): Promise<LightMyRequestResponse> {
  addresses += 1;
  const address = `192.0.2.${addresses % 250}`;
  const url = path.replaceAll('{did}', device.did).replaceAll(/\{\w+\}/g, '1');
  return api.call(method, url, { headers, body, address });
}

const nameOf = ({ method, path }: Call) => `${method} ${path}`;
const named = (calls: readonly Call[]): [string, Call][] => calls.map((one) => [nameOf(one), one]);

describe('who does not show an app is refused by', () => {
  test.each(named(operationsWith('appid')))('%s', async (_, operation) => {
    for (const headers of [{}, { 'x-gizwits-application-id': newHexIdentifier() }])
      expect(appRefusalOf(await call(operation, headers))).toBe('400 9003');
  });
});

describe('who does not show a user is refused by', () => {
  test.each(named(operationsWith('user_token')))('%s', async (_, operation) => {
    const { 'x-gizwits-application-id': foreignAppid } = stranger.headers;
    const app = { 'x-gizwits-application-id': appid };
    const token = owner.headers['x-gizwits-user-token']!;
    const wrong: Record<string, string>[] = [
      app,
      { ...app, 'x-gizwits-user-token': newHexIdentifier() },
      { ...app, 'x-gizwits-user-token': `${token} ` + token },
      { ...app, 'x-gizwits-user-token': `${token}0` },
      { ...app, authorization: `token ${token}`, cookie: `token=${token}` },
      // The token of another enterprise's user, and this one's with the other's app.
      { ...app, 'x-gizwits-user-token': stranger.headers['x-gizwits-user-token']! },
      { ...owner.headers, 'x-gizwits-application-id': foreignAppid! },
    ];
    for (const headers of wrong) expect(appRefusalOf(await call(operation, headers))).toBe('400 9004');
    const path = `${operation.path}?token=${token}&x-gizwits-user-token=${token}`;
    expect(appRefusalOf(await call({ ...operation, path }, app))).toBe('400 9004');
  });

  test('any of them when his token has expired, to the second', async () => {
    const lifetimeMs = 180 * 86_400_000;
    const calls = operationsWith('user_token');
    const { headers } = await createTestUser(api, appid);
    api.nowMs += lifetimeMs;
    expect((await call({ method: 'GET', path: '/app/bindings' }, headers)).statusCode).toBe(200);
    api.nowMs += 1_000;
    for (const operation of calls) expect(appRefusalOf(await call(operation, headers))).toBe('400 9004');
    api.nowMs -= lifetimeMs + 1_000;
  });
});

/** Every operation on a device, as its owner may call it, and what anybody else is told. */
const onDevice: readonly (Call & {
  readonly query?: string;
  readonly body?: unknown;
  readonly told: string;
})[] = [
  { method: 'GET', path: '/app/devices/{did}', told: '401 9017' },
  {
    method: 'GET',
    path: '/app/devices/{did}/raw_data',
    query: 'type=online&start_time=1&end_time=2',
    told: '401 9017',
  },
  {
    method: 'GET',
    path: '/app/devdata/{did}/agg_data',
    query: 'attrs=grow_light&aggregator=sum&unit=DAYS',
    told: '401 9017',
  },
  { method: 'POST', path: '/app/control/{did}', body: { raw: [1] }, told: '401 9017' },
  { method: 'GET', path: '/app/{did}/bindings', told: '401 9017' },
  { method: 'DELETE', path: '/app/{did}/bindings', query: `uid=${'0'.repeat(32)}`, told: '401 9017' },
  { method: 'PUT', path: '/app/bindings/{did}', body: { remark: 'mine' }, told: '401 9017' },
  {
    method: 'POST',
    path: '/app/sharing/{did}/transfer',
    query: `uid=${'0'.repeat(32)}`,
    told: '401 9017',
  },
];

describe('a device of somebody else', () => {
  test('is nobody’s business, whichever operation has a did in its path', async () => {
    const withDid = operationsWith('user_token').filter(({ path }) => path.includes('{did}'));
    expect(onDevice.map(nameOf).toSorted()).toEqual(withDid.map(nameOf).toSorted());
  });

  test.each(onDevice)('$method $path', async ({ method, path, query = '', body, told }) => {
    const sent = api.commands.sent.length;
    const refusals = [
      [other, told],
      [stranger, '404 9014'],
    ] as const;
    for (const [{ headers }, refusal] of refusals) {
      const answer = await call({ method, path: `${path}?${query}` }, headers, body);
      expect(appRefusalOf(answer)).toBe(refusal);
      expect(answer.body).not.toMatch(new RegExp(`${passcode}|${mac}|${owner.uid}|${product.productKey}`));
    }
    expect(api.commands.sent).toHaveLength(sent);
  });

  test('can be neither bound nor unbound nor shared by the uid, the app or the did of somebody else', async () => {
    const body = { devices: [{ did: device.did, passcode: 'wrong', uid: owner.uid }], uid: owner.uid };
    for (const method of ['POST', 'DELETE'] as const) {
      const answer = await call({ method, path: '/app/bindings' }, other.headers, body);
      expect(answer.json()).toEqual({ success: [], failed: [device.did] });
    }
    const sharing = { type: 0, did: device.did, uid: other.uid };
    const shared = await call({ method: 'POST', path: '/app/sharing' }, other.headers, sharing);
    expect(shared.statusCode).toBeGreaterThanOrEqual(400);
    const { rows } = await api.database.query('select uid from binding where device_id = $1', [
      device.deviceId,
    ]);
    expect(rows).toEqual([{ uid: owner.uid }]);
  });

  test('is unknown to the app of another enterprise, with the right passcode, too', async () => {
    const devices = [{ did: device.did, passcode }];
    const bound = await call({ method: 'POST', path: '/app/bindings' }, stranger.headers, { devices });
    expect(bound.json()).toEqual({ success: [], failed: [device.did] });
    const { headers } = stranger;
    const latest = { method: 'GET', path: '/app/devdata/{did}/latest' } as const;
    expect(appRefusalOf(await call(latest, headers))).toBe('404 9014');
    const datapoint = `/app/datapoint?product_key=${product.productKey}`;
    expect(appRefusalOf(await call({ method: 'GET', path: datapoint }, headers))).toBe('400 9002');
  });
});

describe('sizes', () => {
  const asOwner = (method: Call['method'], path: string, body?: unknown) =>
    call({ method, path }, owner.headers, body);

  test('a body of more than a megabyte is refused before it is parsed', async () => {
    const answer = await asOwner('PUT', '/app/bindings/{did}', { remark: 'x'.repeat(1_100_000) });
    expect(appRefusalOf(answer)).toBe('413 9015');
  });

  test.each([
    ['deep arrays', `{"devices":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['a key that would be a prototype', '{"__proto__":{"devices":[]},"constructor":{"prototype":{"a":1}}}'],
    ['numbers that are none', '{"devices":[{"did":1e999}]}'],
    ['a null', 'null'],
    ['nothing', ''],
    ['half a surrogate', '{"devices":[{"did":"\\ud800","passcode":"\\ud800"}]}'],
    ['a zero byte', '{"devices":[{"did":"\\u0000","passcode":"\\u0000"}]}'],
  ])('%s in a body are an error of the caller, or a device that does not exist', async (_, body) => {
    const answer = await asOwner('POST', '/app/bindings', body);
    expect([200, 400]).toContain(answer.statusCode);
    if (answer.statusCode === 200) expect(answer.json().success).toEqual([]);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  test.each([
    ['POST', '/app/bindings', { devices: Array(101).fill({ did: 'x', passcode: 'x' }) }],
    ['DELETE', '/app/bindings', { devices: Array(1_001).fill({ did: 'x' }) }],
    ['GET', '/app/bindings?limit=1001', undefined],
    ['GET', '/app/bindings?skip=-1', undefined],
    ['GET', `/app/devices/{did}/raw_data?type=cmd&start_time=0&end_time=${48 * 3_600}`, undefined],
    ['GET', '/app/devices/{did}/raw_data?type=cmd&start_time=1&end_time=2&skip=4990', undefined],
    ['PUT', '/app/bindings/{did}', { remark: 'x'.repeat(100_000) }],
    ['POST', '/app/control/{did}', { raw: Array(100_000).fill(1) }],
    ['POST', '/app/sharing', { type: 0, did: 'x', uid: 'x', duration: 1_441 }],
  ] as const)('%s %s refuses more than there may be', async (method, path, body) => {
    expect(appRefusalOf(await asOwner(method, path, body))).toBe('400 9015');
  });

  test.each(["' or '1'='1", '%00', '..%2f..%2fadmin', '%F0%9F%92%A9', 'x'.repeat(256)])(
    'a did such as %s is that of no device',
    async (did) => {
      expect(appRefusalOf(await asOwner('GET', `/app/devices/${did}`))).toBe('404 9014');
    },
  );
});

/** Sends bytes as they are; resolves to the status and the error code of the answer. */
async function raw(head: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${[...head, 'Host: localhost', 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const answer = await text(socket);
  return `${answer.split(' ', 2)[1]} ${/"error_code":"?(\d+)/.exec(answer)?.[1]}`;
}

describe('headers', () => {
  const request = 'GET /app/bindings HTTP/1.1';
  const app = () => `X-Gizwits-Application-Id: ${appid}`;
  const token = () => `X-Gizwits-User-token: ${owner.headers['x-gizwits-user-token']}`;

  test('have their names in any case, and blanks around what they say', async () => {
    const shouting = token().replace('X-Gizwits-User-token: ', 'x-gIZWITS-user-TOKEN:   ');
    expect(
      await raw([request, app().toUpperCase().replace(appid.toUpperCase(), appid), `${shouting}  `]),
    ).toBe('200 undefined');
  });

  test('that are there twice show one user, the last one', async () => {
    const none = 'X-Gizwits-User-token: none';
    expect(await raw([request, app(), none, token()])).toBe('200 undefined');
    expect(await raw([request, app(), token(), none])).toBe('400 9004');
  });

  test.each([
    ['a name with a blank', 'X-Gizwits-User-token : x'],
    ['a value over two lines', 'X-A: b\r\n c'],
    ['a zero byte', 'X-A: b\0c'],
    ['a body of two lengths', 'Content-Length: 1\r\nContent-Length: 2'],
    ['a body with a length and in chunks', 'Content-Length: 3\r\nTransfer-Encoding: chunked'],
  ])('with %s are refused', async (_, header) => {
    expect(await raw([request, app(), token(), header])).toMatch(/^400/);
  });

  test('of more than 16 KiB are refused', async () => {
    expect(await raw([request, app(), token(), `X-A: ${'b'.repeat(20_000)}`])).toMatch(/^431/);
  });

  test('that would be another method or address are not followed', async () => {
    const tricks = [
      'X-HTTP-Method-Override: DELETE',
      'X-Original-URL: /admin/v1/users',
      'X-Rewrite-URL: /v1',
    ];
    for (const trick of tricks) expect(await raw([request, app(), token(), trick])).toBe('200 undefined');
    expect((await api.get('/app/bindings', { headers: owner.headers })).json().devices).toHaveLength(1);
  });
});

describe('too many attempts of one address', () => {
  const address = '198.51.100.77';

  test('9041: tokens cannot be guessed, and whoever has one goes on', async () => {
    const guess = () =>
      api.get('/app/bindings', {
        headers: { 'x-gizwits-application-id': appid, 'x-gizwits-user-token': newHexIdentifier() },
        address,
      });
    const answers = [];
    for (let guesses = 0; guesses < 80; guesses++) answers.push(await guess());
    expect(new Set(answers.map(appRefusalOf))).toEqual(new Set(['400 9004', '429 9041']));
    expect(answers.at(-1)!.headers['retry-after']).toMatch(/^\d+$/);
    const right = await api.get('/app/bindings', { headers: owner.headers, address });
    expect(right.statusCode).toBe(200);
  });

  test('9041: passcodes and passwords cannot be guessed, not even many in one call', async () => {
    const guesser = { headers: other.headers, address: '198.51.100.78' };
    const bind = (guesses: number, did: string) => {
      const devices = Array.from({ length: guesses }, (_, guess) => ({ did, passcode: `${guess}` }));
      return api.post('/app/bindings', { ...guesser, body: { devices } });
    };
    expect((await bind(20, device.did)).statusCode).toBe(200);
    expect(appRefusalOf(await bind(1, device.did))).toBe('429 9041');
    expect(appRefusalOf(await bind(100, newDid()))).toBe('429 9041');
    const login = { username: 'user 1', password: 'chang-e' };
    expect(appRefusalOf(await api.post('/app/login', { ...guesser, body: login }))).toBe('429 9041');
  });
});

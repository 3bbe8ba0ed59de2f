import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expireConsoleSessions } from '../../store/console-sessions.ts';
import { adminToken, type ConsoleApi, startConsoleApi } from './console-api.test-helper.ts';

const startMs = Date.parse('2026-11-22T08:00:00Z');
const hourMs = 3_600_000;
const password = 'moon cake 8';

let api: ConsoleApi;
let enterpriseId: string;
let count = 0;

beforeAll(async () => {
  api = await startConsoleApi({}, startMs);
  enterpriseId = (await api.createProduct()).enterpriseId;
});

afterAll(() => api.close());

interface Options {
  readonly cookie?: string;
  readonly headers?: Record<string, string>;
  readonly address?: string;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A call as the console makes it. */
async function ask(method: Method, path: string, body?: object, options: Options = {}) {
  const { cookie, headers = { 'x-qiyun-console': '1' }, address } = options;
  const url = path.startsWith('/admin') ? path : `/console/v1${path}`;
  const request: InjectOptions = { method, url, headers: { ...headers, ...(cookie && { cookie }) } };
  if (body) request.payload = body;
  if (address) request.remoteAddress = address;
  const answer = await api.app.inject(request);
  const { error_code: code, ...rest } = answer.json();
  const told = code === undefined ? rest : `${answer.statusCode} ${code}`;
  return { told, setCookie: String(answer.headers['set-cookie'] ?? ''), answer };
}

async function createMember(role: 'manager' | 'viewer' = 'manager') {
  const username = `member-${++count}`;
  const body = { username, name: '嫦娥', role, password };
  const { member_id: memberId } = await api.succeed(
    'POST',
    `/admin/v1/enterprises/${enterpriseId}/members`,
    body,
  );
  return { username, memberId: memberId as string };
}

async function logIn(credentials: object): Promise<string> {
  const { setCookie } = await ask('POST', '/session', credentials);
  return setCookie.split(';')[0]!;
}

async function createSession(role: 'manager' | 'viewer' = 'manager') {
  const member = await createMember(role);
  return { ...member, cookie: await logIn({ username: member.username, password }) };
}

const ended = '401 5009';
const isAlive = async (cookie: string) =>
  (await ask('GET', '/session', undefined, { cookie })).told !== ended;

describe('a session', () => {
  test('is begun with the admin token, and says who one is', async () => {
    const { told, setCookie } = await ask('POST', '/session', { admin_token: adminToken });
    const admin = {
      role: 'admin',
      name: 'admin',
      username: null,
      enterprise_id: null,
      enterprise_name: null,
      report_time_zone: 'Asia/Shanghai',
    };
    expect(told).toEqual(admin);
    expect(setCookie).toMatch(
      /^qiyun_session=[0-9a-f]{64}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    const cookie = `theme=dark; ${setCookie.split(';')[0]}; lang=zh`;
    expect((await ask('GET', '/session', undefined, { cookie })).told).toEqual(admin);
  });

  test('is begun with username, in any case, and password', async () => {
    const { username } = await createMember();
    const { told } = await ask('POST', '/session', { username: username.toUpperCase(), password });
    expect(told).toEqual({
      role: 'manager',
      name: '嫦娥',
      username,
      enterprise_id: enterpriseId,
      enterprise_name: 'Testers',
      report_time_zone: 'Asia/Shanghai',
    });
    const { objects } = await api.succeed('GET', `/admin/v1/enterprises/${enterpriseId}/members?limit=1000`);
    expect(objects.find((member: { username: string }) => member.username === username)).toMatchObject({
      last_login_at: startMs / 1000,
    });
  });

  test('is begun by a viewer, too', async () => {
    const { username } = await createMember('viewer');
    const { told } = await ask('POST', '/session', { username, password });
    expect(told).toMatchObject({ role: 'viewer', username });
  });

  test('ends by logging out', async () => {
    const { cookie } = await createSession('viewer');
    const { told, setCookie } = await ask('DELETE', '/session', undefined, { cookie });
    expect([told, setCookie.slice(0, 37)]).toEqual([{}, 'qiyun_session=; Path=/; Max-Age=0; Ht']);
    expect(await isAlive(cookie)).toBe(false);
  });

  test('is kept as a hash', async () => {
    const { cookie } = await createSession();
    const { rows } = await api.database.query<{ text: string }>(
      `select string_agg(s::text, ' ') as text from console_session s`,
    );
    expect(rows[0]!.text).not.toContain(cookie.split('=')[1]);
  });

  test('ends 12 hours after its last use and after 7 days anyway, and is removed then', async () => {
    const idle = await createSession();
    const busy = await createSession();
    for (let hours = 11; hours < 168; hours += 11) {
      api.setNow(startMs + hours * hourMs);
      expect(await isAlive(busy.cookie)).toBe(true);
    }
    expect(await isAlive(idle.cookie)).toBe(false);
    api.setNow(startMs + 168 * hourMs);
    expect(await isAlive(busy.cookie)).toBe(false);
    await expireConsoleSessions(api.database, startMs + 168 * hourMs + 1);
    const { rows } = await api.database.query('select from console_session');
    expect(rows).toEqual([]);
    api.setNow(startMs);
  });

  test('is written to at most once in five minutes', async () => {
    const { cookie, memberId } = await createSession();
    const usedAt = async () =>
      (
        await api.database.query<{ at: number }>(
          'select used_at as at from console_session where member_id = $1',
          [memberId],
        )
      ).rows[0]!.at;
    api.setNow(startMs + 299_000);
    await isAlive(cookie);
    expect(await usedAt()).toBe(startMs);
    api.setNow(startMs + 300_000);
    await isAlive(cookie);
    expect(await usedAt()).toBe(startMs + 300_000);
    api.setNow(startMs);
  });

  test('ends with another role, another password, or the member; not with another name', async () => {
    for (const [change, isEnd] of [
      [{ name: '后羿' }, false],
      [{ role: 'viewer' }, true],
      [{ password: 'another one' }, true],
    ] as const) {
      const { cookie, memberId } = await createSession();
      await api.succeed('PATCH', `/admin/v1/members/${memberId}`, change);
      expect(await isAlive(cookie)).toBe(!isEnd);
    }
    const { cookie, memberId } = await createSession();
    await api.succeed('DELETE', `/admin/v1/members/${memberId}`);
    expect(await isAlive(cookie)).toBe(false);
  });

  test('begun with an admin token that is not the present one has ended', async () => {
    const cookie = await logIn({ admin_token: adminToken });
    await api.database.query(
      `update console_session set admin_token_hash = 'x' where admin_token_hash is not null`,
    );
    expect(await isAlive(cookie)).toBe(false);
  });

  test('has by https a cookie that no other host and no page without TLS can set', async () => {
    const proxied = await startConsoleApi({}, startMs, ['127.0.0.1']);
    const url = '/console/v1/session';
    const headers = { 'x-qiyun-console': '1', 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };
    const payload = { admin_token: adminToken };
    const { headers: answered } = await proxied.app.inject({ method: 'POST', url, headers, payload });
    expect(answered['set-cookie']).toMatch(
      /^__Host-qiyun_session=[0-9a-f]{64}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/,
    );
    const cookie = String(answered['set-cookie']).split(';')[0]!;
    const statusWith = async (sent: string) =>
      (await proxied.app.inject({ url, headers: { ...headers, cookie: sent } })).statusCode;
    expect(await statusWith(`qiyun_session=${'0'.repeat(64)}; ${cookie}`)).toBe(200);
    expect(await statusWith(cookie.replace('__Host-', ''))).toBe(401);
    const out = await proxied.app.inject({ method: 'DELETE', url, headers: { ...headers, cookie } });
    expect(out.headers['set-cookie']).toMatch(/^__Host-qiyun_session=; Path=\/; Max-Age=0; .*; Secure$/);
    await proxied.close();
  });

  test('has it, too, when a proxy does not tell that it speaks https, and the page does', async () => {
    const headers = { 'x-qiyun-console': '1', origin: 'https://console.example' };
    const { setCookie } = await ask('POST', '/session', { admin_token: adminToken }, { headers });
    expect(setCookie).toMatch(/^__Host-qiyun_session=.*; Secure$/);
    const cookie = setCookie.split(';')[0]!;
    expect(await isAlive(cookie)).toBe(true);
    const older = `qiyun_session=${'0'.repeat(64)}`;
    expect(await isAlive(`${older}; ${cookie}`)).toBe(true);
  });

  test('5013: calls at most so often, and is told when again', async () => {
    const { cookie } = await createSession();
    const calls = await Promise.all(
      Array.from({ length: 300 }, () => ask('GET', '/session', undefined, { cookie })),
    );
    const refused = calls.filter(({ told }) => told === '403 5013');
    expect(refused).toHaveLength(1);
    expect(refused[0]!.answer.headers['retry-after']).toBe('1');
  });
});

describe('a login', () => {
  test('is refused alike whatever is wrong', async () => {
    const { username } = await createMember();
    for (const body of [
      { username, password: 'wrong' },
      { username: 'nobody', password },
      { admin_token: 'wrong' },
    ]) {
      const { told, setCookie, answer } = await ask('POST', '/session', body);
      expect([told, setCookie, answer.json().detail]).toEqual([
        '401 5010',
        '',
        'wrong name, password or token',
      ]);
    }
  });

  test('with a name that cannot be anybody’s is refused as any other', async () => {
    const { told } = await ask('POST', '/session', { username: 'chang\0e', password });
    expect(told).toBe('401 5010');
  });

  const attempt = (body: object, address: string) => ask('POST', '/session', body, { address });

  test('is held up after many wrong ones by address, and by username from there alone', async () => {
    const guesses = Array.from({ length: 61 }, () => attempt({ admin_token: 'wrong' }, '192.0.2.9'));
    expect((await Promise.all(guesses)).filter(({ told }) => told === '403 5013')).toHaveLength(1);
    const { username } = await createMember();
    const wrong = { username, password: 'wrong' };
    await Promise.all(Array.from({ length: 20 }, () => attempt(wrong, '192.0.2.10')));
    expect((await attempt({ username, password }, '192.0.2.10')).told).toBe('403 5013');
    expect((await attempt({ username, password }, '192.0.2.11')).told).toMatchObject({ role: 'manager' });
  });

  test('5024: needs the header of the console, so that no other page can do it for a visitor', async () => {
    const { told } = await ask('POST', '/session', { admin_token: adminToken }, { headers: {} });
    expect(told).toBe('403 5024');
  });
});

test('answers to sessions are kept nowhere on the way', async () => {
  const { cookie } = await createSession();
  for (const path of ['/session', `/admin/v1/enterprises/${enterpriseId}`, '/admin/v1/products/unknown']) {
    const { answer } = await ask('GET', path, undefined, { cookie });
    expect(answer.headers['cache-control']).toBe('no-store');
  }
});

describe('the cookie', () => {
  test('5024: changes nothing without the header of the console', async () => {
    const { cookie } = await createSession();
    const path = `/admin/v1/enterprises/${enterpriseId}`;
    expect((await ask('PATCH', path, { name: 'X' }, { cookie, headers: {} })).told).toBe('403 5024');
    expect((await ask('PATCH', path, { name: 'Testers' }, { cookie })).told).toMatchObject({
      name: 'Testers',
    });
  });

  test('does not count in requests from pages of others, nor beside what programs show', async () => {
    const { cookie } = await createSession();
    const headers = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'x-gizwits-enterprise-id': enterpriseId },
    ];
    for (const each of headers)
      expect((await ask('GET', '/session', undefined, { cookie, headers: each })).told).toBe('401 5009');
    const wrong = { authorization: 'Bearer wrong' };
    expect((await ask('GET', '/session', undefined, { cookie, headers: wrong })).told).toBe('401 5010');
    const right = { authorization: `Bearer ${adminToken}` };
    expect((await ask('GET', '/session', undefined, { cookie, headers: right })).told).toMatchObject({
      role: 'admin',
    });
    const own = { 'sec-fetch-site': 'same-origin' };
    expect((await ask('GET', '/session', undefined, { cookie, headers: own })).told).toMatchObject({
      role: 'manager',
    });
  });

  test('names nothing that is asked for with what no name can have', async () => {
    const { cookie } = await createSession();
    for (const [path, code] of [
      ['/admin/v1/users/%00', '404 5017'],
      ['/admin/v1/members/%00', '404 5017'],
      ['/admin/v1/devices/%00', '404 5301'],
    ] as const)
      expect((await ask('DELETE', path, undefined, { cookie })).told).toBe(code);
  });

  test('is of no use to pages of others: no face but /app allows them a header', async () => {
    for (const url of ['/console/v1/session', '/admin/v1/enterprises', '/v1/products/x/device_groups']) {
      const headers = {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-qiyun-console',
      };
      const answer = await api.app.inject({ method: 'OPTIONS', url, headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('a password', () => {
  test('is changed by who knows the old one; his other sessions end', async () => {
    const { cookie, username } = await createSession('viewer');
    const other = await logIn({ username, password });
    const change = (old: string) =>
      ask('PATCH', '/session/password', { old_password: old, new_password: 'jade rabbit' }, { cookie });
    expect((await change('wrong')).told).toBe('400 5010');
    expect((await change(password)).told).toEqual({});
    expect([await isAlive(cookie), await isAlive(other)]).toEqual([true, false]);
    expect((await ask('POST', '/session', { username, password })).told).toBe('401 5010');
    expect(await logIn({ username, password: 'jade rabbit' })).toMatch(/^qiyun_session=/);
  });

  test('is changed once when it is changed twice at the same time; the session of the other change ends', async () => {
    const { cookie, username } = await createSession();
    const other = await logIn({ username, password });
    const sessions = [cookie, other];
    const changes = sessions.map((each, index) => {
      const body = { old_password: password, new_password: `jade rabbit ${index}` };
      return ask('PATCH', '/session/password', body, { cookie: each });
    });
    const told = (await Promise.all(changes)).map((change) => change.told);
    const winner = told.findIndex((each) => typeof each !== 'string');
    expect([told[winner], told[1 - winner]]).toEqual([{}, '400 5010']);
    expect([await isAlive(sessions[winner]!), await isAlive(sessions[1 - winner]!)]).toEqual([true, false]);
    await logIn({ username, password: `jade rabbit ${winner}` });
  });

  test('is nothing that an administrator has', async () => {
    const cookie = await logIn({ admin_token: adminToken });
    const body = { old_password: adminToken, new_password: 'something else' };
    expect((await ask('PATCH', '/session/password', body, { cookie })).told).toBe('403 5024');
  });
});

import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createThrottles, type Throttles } from '../../model/throttle.ts';
import { createApp } from '../../store/write-app.ts';
import { EnterpriseApiUnderTest, type TestEnterprise } from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { authenticateUser } from './authenticate-user.ts';

const day = 86_400;
const shenzhen = { country: 'China', region: 'Guangdong', city: 'Shenzhen' };
const addressInShenzhen = '198.51.100.7';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let appid: string;
let throttles: Throttles;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  throttles = createThrottles(() => api.nowMs);
  api.app.register(createAppApi(options()));
  enterprise = await api.createEnterprise();
  appid = await newApp(enterprise);
});

afterAll(() => api.stop());

function options() {
  return {
    ...appOptions(api),
    throttles,
    locations: { find: (ip: string) => (ip === addressInShenzhen ? shenzhen : undefined) },
  };
}

async function newApp({ enterpriseId }: TestEnterprise): Promise<string> {
  const app = { appid: newHexIdentifier(), secret: newHexIdentifier(), name: 'App' };
  await createApp(api.database, { ...app, enterpriseId, createdAtMs: api.nowMs });
  await api.catalog.reload();
  return app.appid;
}

interface From {
  readonly appid?: string;
  readonly address?: string;
}

function post(path: string, body: unknown, { appid: id = appid, address = newAddress() }: From = {}) {
  return api.post(path, { body, address, headers: { 'x-gizwits-application-id': id } });
}

let addresses = 0;
/** So that tests do not use up each other's attempts. */
function newAddress(): string {
  addresses += 1;
  return `192.0.2.${addresses}`;
}

const register = (body: unknown, from?: From) => post('/app/users', body, from);
const login = (username: string, password: string, from?: From) =>
  post('/app/login', { username, password }, from);

function refusalOf(answer: LightMyRequestResponse): string {
  return `${answer.statusCode} ${answer.json<{ error_code: number }>().error_code}`;
}

async function placeOf(uid: string) {
  const { rows } = await api.database.query<{ city: string }>(
    'select p.city from app_user u join place p on p.id = u.place_id where u.uid = $1',
    [uid],
  );
  return rows[0]?.city;
}

describe('POST /app/users', () => {
  it('registers a username with a password and answers 201 with a token for 180 days', async () => {
    const answer = await register({ username: '王芳', password: 'secret', lang: 'zh-cn' });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json()).toEqual({
      uid: expect.stringMatching(/^[0-9a-f]{32}$/),
      token: expect.stringMatching(/^[0-9a-f]{32}$/),
      expire_at: Math.floor(api.nowMs / 1000) + 180 * day,
    });
  });

  it('9019: a username is taken once in an enterprise, and free in another', async () => {
    const user = { username: 'once', password: 'a' };
    expect((await register(user)).statusCode).toBe(201);
    const again = await register({ ...user, password: 'b' }, { appid: await newApp(enterprise) });
    expect(again.json()).toEqual({
      error_message: 'username unavailable!',
      error_code: 9019,
      detail_message: null,
    });
    const stranger = await newApp(await api.createEnterprise());
    expect((await register(user, { appid: stranger })).statusCode).toBe(201);
  });

  it('gives the same phone the same anonymous user again, with another token', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => register({ phone_id: 'phone 1' })));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.json().uid)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.json().token)).size).toBe(5);
    const other = await register({ phone_id: 'phone 2' });
    expect(other.json().uid).not.toBe(answers[0]!.json().uid);
    const { rows } = await api.database.query('select is_anonymous, username from app_user where uid = $1', [
      other.json().uid,
    ]);
    expect(rows).toEqual([{ is_anonymous: true, username: null }]);
  });

  it('keeps neither password nor token nor phone_id as they are', async () => {
    const { token } = (await register({ username: 'kept', password: 'pass-word-1' })).json();
    await register({ phone_id: 'phone-id-1' });
    const { rows } = await api.database.query<{ text: string }>(
      'select u::text as text from app_user u union all select t::text from user_token t',
    );
    expect(rows.length).toBeGreaterThan(2);
    const everything = rows.map(({ text }) => text).join();
    for (const secret of ['pass-word-1', 'phone-id-1', token]) expect(everything).not.toContain(secret);
  });

  it('counts the user for the enterprise, at the place of his address, and as active today', async () => {
    const { enterpriseId } = await api.createEnterprise();
    const appid = await newApp({ enterpriseId, secret: '' });
    const { uid } = (
      await register({ username: 'placed', password: 'a' }, { appid, address: addressInShenzhen })
    ).json();
    expect(await placeOf(uid)).toBe('Shenzhen');
    const { rows } = await api.database.query(
      `select metric, period, city, name, amount from tally_now t join place p on p.id = t.place_id
       where scope = enterprise_scope($1) order by metric, name`,
      [enterpriseId],
    );
    expect(rows).toEqual([
      { metric: 'active_user', period: '2026-11-22', city: '', name: '', amount: 1 },
      { metric: 'active_user', period: '2026-11-22', city: '', name: appid, amount: 1 },
      { metric: 'user', period: '2000-01-01', city: 'Shenzhen', name: '', amount: 1 },
    ]);
  });

  it.each([
    [{}, 'username: is required, or phone_id'],
    [{ username: 'x' }, 'password: is required with username'],
    [{ username: 5, password: 'x' }, 'username: must be string'],
    [{ username: 'x\u0000', password: 'x' }, 'username: must match pattern'],
    [{ phone_id: '' }, 'phone_id: must NOT have fewer'],
    ['{', 'the body is not valid JSON'],
    ['', 'the body is empty'],
  ])('9015: the body %j', async (body, detail) => {
    const answer = await register(body);
    expect([refusalOf(answer), answer.json().error_message]).toEqual(['400 9015', 'form invalid!']);
    expect(answer.json().detail_message).toContain(detail);
  });

  it('9041: too many new users from one address', async () => {
    const address = newAddress();
    const answers = [];
    for (let batch = 0; batch < 11; batch++) {
      answers.push(
        ...(await Promise.all(Array.from({ length: 100 }, () => register({ phone_id: 'p' }, { address })))),
      );
    }
    const refused = answers.filter(({ statusCode }) => statusCode !== 201);
    expect(refused).toHaveLength(100);
    expect(new Set(refused.map(refusalOf))).toEqual(new Set(['429 9041']));
  });
});

describe('POST /app/login', () => {
  it('answers 200 with the same user and a token besides those he has', async () => {
    const registered = (await register({ username: 'zhang', password: 'right' })).json();
    const answer = await login('zhang', 'right');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ ...registered, token: expect.not.stringMatching(registered.token) });
  });

  it('takes the email address and the phone number for a name, too', async () => {
    const { uid } = (await register({ username: 'many names', password: 'x' })).json();
    await api.database.query('update app_user set email = $2, phone = $3 where uid = $1', [
      uid,
      'zhang@example.com',
      '13800000000',
    ]);
    for (const name of ['many names', 'zhang@example.com', '13800000000']) {
      expect((await login(name, 'x')).json().uid).toBe(uid);
    }
  });

  it('9005: nobody of this name in the enterprise of the app', async () => {
    await register({ username: 'local', password: 'x' });
    expect(refusalOf(await login('nobody', 'x'))).toBe('400 9005');
    const stranger = await newApp(await api.createEnterprise());
    expect(refusalOf(await login('local', 'x', { appid: stranger }))).toBe('400 9005');
  });

  it('9020: the password is wrong, or there is none', async () => {
    await register({ username: 'careful', password: 'right' });
    expect(refusalOf(await login('careful', 'wrong'))).toBe('400 9020');
    const { uid } = (await register({ phone_id: 'no password' })).json();
    await api.database.query("update app_user set phone = '13900000000' where uid = $1", [uid]);
    expect(refusalOf(await login('13900000000', 'x'))).toBe('400 9020');
  });

  it('9041: who has guessed 60 times is not told whether the next guess is right', async () => {
    const address = newAddress();
    await register({ username: 'guessed', password: 'right' });
    for (let time = 0; time < 3; time++)
      expect((await login('guessed', 'right', { address })).statusCode).toBe(200);
    // The other guesses, which take long.
    for (let guess = 0; guess < 58; guess++) throttles.failedAttempts.take(address);
    expect(refusalOf(await login('nobody', 'x', { address }))).toBe('400 9005');
    expect(refusalOf(await login('guessed', 'wrong', { address }))).toBe('400 9020');
    const refused = await login('guessed', 'right', { address });
    expect([refusalOf(refused), refused.headers['retry-after']]).toEqual(['429 9041', '1']);
    expect((await login('guessed', 'right')).statusCode).toBe(200);
  });

  it('moves the user to the place of his address, and leaves him there when that has none', async () => {
    const { uid } = (await register({ username: 'traveller', password: 'x' })).json();
    expect(await placeOf(uid)).toBe('');
    await login('traveller', 'x', { address: addressInShenzhen });
    expect(await placeOf(uid)).toBe('Shenzhen');
    await login('traveller', 'x');
    expect(await placeOf(uid)).toBe('Shenzhen');
  });
});

describe('every call of /app', () => {
  it.each([undefined, '', newHexIdentifier()])('9003: the app id %j', async (id) => {
    const headers = id === undefined ? {} : { 'x-gizwits-application-id': id };
    for (const path of ['/app/users', '/app/login']) {
      const answer = await api.post(path, { headers, body: '{' });
      expect([refusalOf(answer), answer.json().error_message]).toEqual(['400 9003', 'appid invalid!']);
    }
  });

  it('9008: a fault of the server is told in the same form, with nothing internal', async () => {
    const app = api.startApp();
    const broken = { query: () => Promise.reject(new Error('secret inside')) };
    app.register(createAppApi({ ...options(), database: broken as never }));
    const answer = await app.inject({
      method: 'POST',
      url: '/app/login',
      headers: { 'x-gizwits-application-id': appid },
      payload: { username: 'x', password: 'y' },
    });
    expect(refusalOf(answer)).toBe('500 9008');
    expect(answer.json().detail_message).toMatch(/^request /);
    await app.close();
  });
});

describe('a user token', () => {
  const authenticate = async (token: string | undefined, id = appid) => {
    const app = api.startApp();
    const services = options();
    app.register(async (face) => {
      await createAppApi(services)(face);
      face.get('/app/who', async (request) => ({ uid: await authenticateUser(services, request) }));
    });
    const headers = {
      'x-gizwits-application-id': id,
      ...(token !== undefined && { 'X-Gizwits-User-Token': token }),
    };
    const answer = await app.inject({ url: '/app/who', headers });
    await app.close();
    return answer;
  };

  it('tells the user for 180 days, and each day on which he calls counts', async () => {
    const { uid, token, expire_at: expireAt } = (await register({ phone_id: 'daily' })).json();
    const startMs = api.nowMs;
    for (const nowMs of [startMs, startMs + day * 1000, expireAt * 1000 + 999]) {
      api.nowMs = nowMs;
      expect((await authenticate(token)).json()).toEqual({ uid });
    }
    api.nowMs = (expireAt + 1) * 1000;
    expect(refusalOf(await authenticate(token))).toBe('400 9004');
    api.nowMs = startMs;
    const { rows } = await api.database.query<{ days: number }>(
      "select sum(length(replace(dates::text, '0', '')))::integer as days from user_activity where uid = $1",
      [uid],
    );
    expect(rows[0]!.days).toBe(3);
  });

  it('9004: missing, unknown, or of another app', async () => {
    const { token } = (await register({ phone_id: 'tokens' })).json();
    expect(refusalOf(await authenticate(undefined))).toBe('400 9004');
    expect(refusalOf(await authenticate(newHexIdentifier()))).toBe('400 9004');
    expect(refusalOf(await authenticate(token, await newApp(enterprise)))).toBe('400 9004');
  });

  it('ends with the user', async () => {
    const { uid, token } = (await register({ phone_id: 'erased' })).json();
    await api.database.query('select erase_users(array[$1])', [uid]);
    expect(refusalOf(await authenticate(token))).toBe('400 9004');
  });
});

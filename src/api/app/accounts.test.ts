import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bindSomebody } from '../../../test/bind-somebody.ts';
import { waitingForLocks } from '../../../test/waiting-for-locks.ts';
import type { ShownAccount } from '../../model/account-verifier.ts';
import { searchUsers } from '../../store/search-users.ts';
import { VerificationCodes } from '../../store/verification-codes.ts';
import { EnterpriseApiUnderTest, type TestEnterprise } from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { appRefusalOf, createTestApp } from './app-user.test-helper.ts';
import { StandInSender } from './code-senders.test-helper.ts';

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let appid: string;
const sms = new StandInSender();
const shown: ShownAccount[] = [];
let verify: (account: ShownAccount) => Promise<string | undefined>;
let people = 0;

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  const accounts = {
    verify: (account: ShownAccount) => {
      shown.push(account);
      return verify(account);
    },
  };
  api.app.register(createAppApi({ ...appOptions(api), accounts, senders: { sms, mail: undefined } }));
  enterprise = await api.createEnterprise();
  appid = await createTestApp(api, enterprise);
});

/** Everybody calls from an address of his own. */
beforeEach(() => {
  people += 1;
});

afterAll(() => api.stop());

interface Person {
  readonly uid: string;
  readonly token: string;
}

function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, person?: Person) {
  const headers = {
    'x-gizwits-application-id': appid,
    ...(person && { 'x-gizwits-user-token': person.token }),
  };
  return api.call(method, `/app${path}`, { headers, body, address: `198.51.100.${people}` });
}

async function register(body: object): Promise<Person> {
  const answer = await call('POST', '/users', body);
  expect(answer.statusCode).toBe(201);
  return answer.json();
}

const anybody = () => register({ phone_id: `phone ${people}` });
const change = (person: Person, body: object) => call('PUT', '/users', body, person);
const login = (username: string, password: string) => call('POST', '/login', { username, password });
const profileOf = async (person: Person) => (await call('GET', '/users', undefined, person)).json();
const statusOf = async (person: Person) => (await call('GET', '/users', undefined, person)).statusCode;

/** As the app has it sent, without the token that it needs for that. */
async function codeFor(phone: string): Promise<string> {
  const code = String(100_000 + people);
  const scope = { appid, purpose: 'phone', recipient: phone } as const;
  await new VerificationCodes(api.database, api.seal).keep(scope, code, api.nowMs);
  return code;
}

describe('POST /app/users', () => {
  it('registers an email address, whatever the case in which it is written later', async () => {
    const { uid } = await register({ email: 'Zhang@Example.com', password: 'x', lang: 'en' });
    expect((await login('zhang@EXAMPLE.com', 'x')).json().uid).toBe(uid);
    const again = await call('POST', '/users', { email: 'ZHANG@example.com', password: 'y' });
    expect(appRefusalOf(again)).toBe('400 9022');
    const { enterpriseId } = enterprise;
    const found = await searchUsers(
      api.database,
      { enterpriseId, email: 'ZHANG@example.com' },
      { limit: 1, skip: 0 },
    );
    expect(found.rows).toMatchObject([{ uid }]);
  });

  it('registers a phone with a password once, and logs it in by a code as often as one is sent', async () => {
    const phone = '13800000001';
    const { uid } = await register({ phone, password: 'x', code: await codeFor(phone) });
    const again = await call('POST', '/users', { phone, password: 'y', code: await codeFor(phone) });
    expect(appRefusalOf(again)).toBe('400 9018');
    expect((await register({ phone, code: await codeFor(phone) })).uid).toBe(uid);
    expect((await login(phone, 'x')).json().uid).toBe(uid);
  });

  it('registers a phone that is new by its code alone', async () => {
    const person = await register({ phone: '13800000002', code: await codeFor('13800000002') });
    expect(await profileOf(person)).toMatchObject({ phone: '13800000002', is_anonymous: false });
  });

  it.each([
    [{ phone: '13800000003' }, '400 9015'],
    [{ phone: '13800000003', code: '000000' }, '400 9010'],
    [{ phone: 'abc', code: '000000' }, '400 9015'],
    [{ email: 'a@b.c' }, '400 9015'],
    [{ email: 'a@b.c, d@e.f', password: 'x' }, '400 9015'],
    [{ authData: { src: 'myspace', uid: 'u', token: 't' } }, '400 9015'],
  ])('refuses %j', async (body, refusal) => {
    expect(appRefusalOf(await call('POST', '/users', body))).toBe(refusal);
  });

  describe('with an account of somebody else’s', () => {
    const authData = { src: 'wechat', uid: 'claimed', token: 't', token_secret: 's' };

    it('knows its owner by the uid that the verifier says, and by whose account it is', async () => {
      verify = async () => 'o6_b';
      const answers = await Promise.all([register({ authData }), register({ authData })]);
      expect(shown.at(-1)).toEqual({ appid, src: 'wechat', uid: 'claimed', token: 't', tokenSecret: 's' });
      expect(new Set(answers.map(({ uid }) => uid)).size).toBe(1);
      const other = await register({ authData: { ...authData, src: 'qq' } });
      expect(other.uid).not.toBe(answers[0]!.uid);
      const { rows } = await api.database.query(
        'select auth_src, is_anonymous from app_user where uid = $1',
        [other.uid],
      );
      expect(rows).toEqual([{ auth_src: { qq: 'o6_b' }, is_anonymous: false }]);
    });

    it('9026: the verifier refuses it', async () => {
      verify = async () => undefined;
      expect(appRefusalOf(await call('POST', '/users', { authData }))).toBe('400 9026');
    });

    it('9008 with 503: the verifier fails', async () => {
      verify = () => Promise.reject(new Error('down'));
      expect(appRefusalOf(await call('POST', '/users', { authData }))).toBe('503 9008');
    });

    it('9026: there is no verifier', async () => {
      const app = api.startApp();
      app.register(createAppApi(appOptions(api)));
      const answer = await app.inject({
        method: 'POST',
        url: '/app/users',
        headers: { 'x-gizwits-application-id': appid },
        payload: { authData },
      });
      expect(appRefusalOf(answer)).toBe('400 9026');
      await app.close();
    });
  });
});

describe('GET and PUT /app/users', () => {
  it('show and change what is known of a person', async () => {
    const person = await anybody();
    const unknown = {
      uid: person.uid,
      username: null,
      phone: null,
      email: null,
      name: null,
      gender: null,
      birthday: null,
      address: null,
      lang: null,
      remark: null,
      is_anonymous: true,
    };
    expect(await profileOf(person)).toEqual(unknown);
    const known = {
      name: '王芳',
      gender: 'F',
      birthday: '01-02',
      address: '深圳',
      lang: 'zh-cn',
      remark: '',
    };
    expect((await change(person, known)).json()).toEqual({ updatedAt: '2026-11-22T08:00:00.250' });
    expect(await profileOf(person)).toEqual({ ...unknown, ...known });
  });

  it('change nothing that is not theirs to change, whatever else the body says', async () => {
    const person = await anybody();
    const body = { name: 'n', is_anonymous: false, password_hash: 'x', "remark = 'r', name": 'y' };
    expect((await change(person, body)).statusCode).toBe(200);
    expect((await call('PUT', '/users', '{"__proto__":1}', person)).statusCode).toBe(200);
    expect(await profileOf(person)).toMatchObject({ name: 'n', remark: null, is_anonymous: true });
  });

  it('an anonymous user who takes a name keeps uid, token and devices, and is not his phone’s any more', async () => {
    const person = await anybody();
    const product = await api.createProduct(enterprise);
    const device = await api.createDevice(product, `5ccf7f${String(people).padStart(6, '0')}`);
    await bindSomebody(api.database, device.deviceId, { uid: person.uid, boundAtMs: api.nowMs });
    expect((await change(person, { username: 'bob', password: 'x' })).statusCode).toBe(200);
    expect(await profileOf(person)).toMatchObject({ uid: person.uid, username: 'bob', is_anonymous: false });
    const { devices } = (await call('GET', '/bindings', undefined, person)).json();
    expect(devices).toHaveLength(1);
    expect((await login('bob', 'x')).json().uid).toBe(person.uid);
    expect((await anybody()).uid).not.toBe(person.uid);
  });

  it('an anonymous user may take a phone or an email address instead', async () => {
    const person = await anybody();
    const phone = '13800000010';
    const answer = await change(person, {
      phone,
      password: 'x',
      code: await codeFor(phone),
      email: 'A@b.cn',
    });
    expect(answer.statusCode).toBe(200);
    expect(await profileOf(person)).toMatchObject({ phone, email: 'a@b.cn', is_anonymous: false });
    for (const name of [phone, 'a@b.cn']) expect((await login(name, 'x')).json().uid).toBe(person.uid);
  });

  it('9018, 9019, 9022: what another user has, and then nothing changes', async () => {
    const phone = '13800000011';
    await register({ phone, code: await codeFor(phone) });
    await register({ username: 'taken', password: 'x' });
    await register({ email: 'taken@b.cn', password: 'x' });
    const person = await anybody();
    const code = await codeFor(phone);
    expect(appRefusalOf(await change(person, { name: 'n', phone, code }))).toBe('400 9018');
    expect(appRefusalOf(await change(person, { username: 'taken', password: 'x' }))).toBe('400 9019');
    expect(appRefusalOf(await change(person, { email: 'Taken@b.cn' }))).toBe('400 9022');
    expect(await profileOf(person)).toMatchObject({ name: null, is_anonymous: true });
  });

  it('a new password ends the other tokens and the old password', async () => {
    const person = await register({ username: 'careful', password: 'old' });
    const elsewhere = (await login('careful', 'old')).json();
    const answer = await change(person, { old_pwd: 'old', new_pwd: 'new' });
    expect(answer.statusCode).toBe(200);
    expect([await statusOf(person), await statusOf(elsewhere)]).toEqual([200, 400]);
    expect(appRefusalOf(await login('careful', 'old'))).toBe('400 9020');
    expect((await login('careful', 'new')).statusCode).toBe(200);
  });

  it('a login with a password that is being changed opens nothing once it is', async () => {
    const { uid } = await register({ username: 'raced', password: 'old' });
    const answer = await api.database.transaction(async (tx) => {
      await tx.query("update app_user set password_hash = 'another' where uid = $1", [uid]);
      const waiting = login('raced', 'old');
      await expect.poll(() => waitingForLocks(api.database), { timeout: 10_000 }).toBe(1);
      // Not the promise alone, which would be waited for.
      return { waiting };
    });
    expect(appRefusalOf(await answer.waiting)).toBe('400 9005');
  });

  it('of two changes at once of one password, one is refused', async () => {
    const person = await register({ username: 'hasty', password: 'old' });
    const answers = await Promise.all(
      ['one', 'two'].map((next) => change(person, { old_pwd: 'old', new_pwd: next })),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 400]);
  });

  it('9020: the old password is wrong, or there is none', async () => {
    const person = await register({ username: `own ${people}`, password: 'x' });
    expect(appRefusalOf(await change(person, { old_pwd: 'y', new_pwd: 'z' }))).toBe('400 9020');
    expect(appRefusalOf(await change(await anybody(), { old_pwd: 'y', new_pwd: 'z' }))).toBe('400 9020');
  });

  it.each([
    { old_pwd: 'x' },
    { new_pwd: 'x' },
    { username: 'without a password' },
    { phone: '13800000012' },
    { gender: 'X' },
    { birthday: '2026-13-01' },
    { email: 'nobody' },
  ])('9015: the change %j', async (body) => {
    expect(appRefusalOf(await change(await anybody(), body))).toBe('400 9015');
  });

  it('9015: a password is not replaced by whoever holds a token alone', async () => {
    const person = await register({ username: `locked ${people}`, password: 'x' });
    expect(appRefusalOf(await change(person, { password: 'y' }))).toBe('400 9015');
  });
});

describe('DELETE /app/logout', () => {
  it('answers 204 without a body and ends the token of the call, and no other', async () => {
    const person = await anybody();
    const elsewhere = await anybody();
    const answer = await call('DELETE', '/logout', undefined, person);
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect([await statusOf(person), await statusOf(elsewhere)]).toEqual([400, 200]);
    expect(appRefusalOf(await call('DELETE', '/logout', undefined, person))).toBe('400 9004');
  });
});

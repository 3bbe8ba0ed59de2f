import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { appAuth, createApp, rotateAppSecret } from '../../store/write-app.ts';
import { EnterpriseApiUnderTest, type TestEnterprise } from '../enterprise/enterprise-api.test-helper.ts';
import { createAppApi } from './app-api.ts';
import { appOptions } from './app-options.test-helper.ts';
import { appRefusalOf } from './app-user.test-helper.ts';
import { captchaDigits } from './captcha.ts';
import { StandInSender } from './code-senders.test-helper.ts';

const hourS = 3_600;

let api: EnterpriseApiUnderTest;
let enterprise: TestEnterprise;
let app: TestApp;
let sms: StandInSender;
let mail: StandInSender;
let address: string;
let phone: string;
let tests = 0;

interface TestApp {
  readonly appid: string;
  readonly secret: string;
}

beforeAll(async () => {
  api = await EnterpriseApiUnderTest.start();
  [sms, mail] = [new StandInSender(), new StandInSender()];
  api.app.register(createAppApi({ ...appOptions(api), senders: { sms, mail } }));
  enterprise = await api.createEnterprise();
  app = await newApp();
});

beforeEach(() => {
  tests += 1;
  address = `198.51.100.${tests}`;
  phone = `138${String(tests).padStart(8, '0')}`;
});

afterAll(() => api.stop());

async function newApp(): Promise<TestApp> {
  const created = { appid: newHexIdentifier(), secret: newHexIdentifier() };
  const { enterpriseId } = enterprise;
  await createApp(api.database, { ...created, enterpriseId, name: '温室', createdAtMs: api.nowMs });
  await api.catalog.reload();
  return created;
}

function call(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  options: { body?: object; headers?: object } = {},
) {
  const headers = { 'x-gizwits-application-id': app.appid, ...options.headers };
  return api.call(method, `/app${path}`, { headers, body: options.body, address });
}

const requestToken = (auth = appAuth(app.appid, app.secret)) =>
  call('POST', '/request_token', { headers: { 'x-gizwits-application-auth': auth } });

async function withToken(): Promise<object> {
  return { 'x-gizwits-application-token': (await requestToken()).json().token };
}

async function smsCode(body: object) {
  return call('POST', '/sms_code', { body, headers: await withToken() });
}

async function check(code: string, ofPhone = phone) {
  return call('PUT', '/verify/codes', {
    body: { phone: ofPhone, sms_code: code },
    headers: await withToken(),
  });
}

async function sentCode(): Promise<string> {
  expect((await smsCode({ phone })).statusCode).toBe(200);
  return sms.lastCode;
}

/** A code that differs from the right one. */
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

const register = (body: object) => call('POST', '/users', { body });
const reset = (body: object) => call('POST', '/reset_password', { body });
const login = (username: string, password: string) =>
  call('POST', '/login', { body: { username, password } });

describe('POST /app/request_token', () => {
  it('gives an app that has its secret a token for an hour', async () => {
    const expiredAt = Math.floor(api.nowMs / 1000) + hourS;
    const answer = await requestToken();
    expect(answer.statusCode).toBe(200);
    const token = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(answer.json()).toEqual({ token, expired_at: expiredAt, expire_at: expiredAt });
    const upper = appAuth(app.appid, app.secret).toUpperCase();
    expect((await requestToken(upper)).statusCode).toBe(200);
  });

  it('9038: without the secret, or with one that was rotated, whose tokens end', async () => {
    expect(appRefusalOf(await requestToken(appAuth(app.appid, 'x')))).toBe('400 9038');
    expect(appRefusalOf(await call('POST', '/request_token'))).toBe('400 9038');
    const headers = await withToken();
    const before = app;
    app = { ...app, secret: newHexIdentifier() };
    await rotateAppSecret(api.database, app.appid, app.secret);
    await api.catalog.reload();
    expect(appRefusalOf(await requestToken(appAuth(before.appid, before.secret)))).toBe('400 9038');
    expect(appRefusalOf(await call('POST', '/sms_code', { body: { phone }, headers }))).toBe('400 9004');
    expect((await requestToken()).statusCode).toBe(200);
  });

  it('9038: an app from before the tokens, until its secret is rotated', async () => {
    await api.database.query('update app set auth_hash = null where appid = $1', [app.appid]);
    await api.catalog.reload();
    const answer = await requestToken();
    expect([appRefusalOf(answer), answer.json().detail_message]).toEqual([
      '400 9038',
      'the secret of this app has to be rotated once',
    ]);
    app = await newApp();
  });

  it('9004: codes need the token, until it ends, of this very app', async () => {
    const headers = await withToken();
    for (const other of [{}, { 'x-gizwits-application-token': newHexIdentifier() }]) {
      expect(appRefusalOf(await call('POST', '/sms_code', { body: { phone }, headers: other }))).toBe(
        '400 9004',
      );
    }
    const mine = app;
    app = await newApp();
    expect(appRefusalOf(await call('POST', '/sms_code', { body: { phone }, headers }))).toBe('400 9004');
    app = mine;
    api.nowMs += (hourS + 1) * 1000;
    expect(appRefusalOf(await call('POST', '/sms_code', { body: { phone }, headers }))).toBe('400 9004');
  });

  it('is taken in the header of user tokens, too, as an edition of the document has it', async () => {
    const { token } = (await requestToken()).json();
    const headers = { 'x-gizwits-user-token': token };
    expect((await call('POST', '/sms_code', { body: { phone }, headers })).statusCode).toBe(200);
  });
});

describe('a code', () => {
  it('has six digits and goes to the sender only', async () => {
    const answer = await smsCode({ phone });
    expect(answer.json()).toEqual({});
    const code = expect.stringMatching(/^\d{6}$/);
    const { appid } = app;
    expect(sms.sent.at(-1)).toEqual({
      ...{
        appid,
        appName: '温室',
        purpose: 'phone',
        recipient: phone,
        code,
        language: 'zh',
        validMinutes: 10,
      },
    });
    const { rows } = await api.database.query<{ text: string }>(
      "select string_agg(v::text, ',') as text from verification_code v",
    );
    expect(rows[0]!.text).not.toContain(phone);
    expect(rows[0]!.text).not.toContain(Buffer.from(sms.lastCode).toString('hex'));
  });

  it('is checked once, by either endpoint', async () => {
    const first = await sentCode();
    expect((await check(first)).json()).toEqual({});
    expect(appRefusalOf(await check(first))).toBe('400 9010');
    const second = await sentCode();
    expect((await smsCode({ phone, code: second })).statusCode).toBe(200);
    expect(appRefusalOf(await smsCode({ phone, code: second }))).toBe('400 9010');
  });

  it('is used once even when it is shown many times at once', async () => {
    const code = await sentCode();
    const answers = await Promise.all(Array.from({ length: 5 }, () => check(code)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });

  it('is dead after five wrong attempts, also when they come at once', async () => {
    const code = await sentCode();
    await Promise.all(Array.from({ length: 5 }, () => check(wrong(code))));
    expect(appRefusalOf(await check(code))).toBe('400 9010');
  });

  it('survives four wrong attempts, and is followed by the next one, not joined', async () => {
    const first = await sentCode();
    for (let attempt = 0; attempt < 4; attempt++) await check(wrong(first));
    const second = await sentCode();
    if (first !== second) expect(appRefusalOf(await check(first))).toBe('400 9010');
    expect((await check(second)).statusCode).toBe(200);
  });

  it('9009: it is too old', async () => {
    const code = await sentCode();
    api.nowMs += 600_000;
    expect(appRefusalOf(await check(code))).toBe('400 9009');
  });

  it('9010: it was sent to another phone, by another app, or for something else', async () => {
    const code = await sentCode();
    expect(appRefusalOf(await check(code, '13900000000'))).toBe('400 9010');
    const mine = app;
    app = await newApp();
    expect(appRefusalOf(await check(code))).toBe('400 9010');
    app = mine;
    expect((await check(code)).statusCode).toBe(200);
  });

  it('9037: it cannot be handed over; then there is none', async () => {
    const before = await sentCode();
    sms.failure = new Error('no route to the phone');
    const answer = await smsCode({ phone });
    sms.failure = undefined;
    expect(appRefusalOf(answer)).toBe('502 9037');
    expect(answer.body).not.toContain('no route');
    if (before !== sms.lastCode) expect(appRefusalOf(await check(sms.lastCode))).toBe('400 9010');
    expect((await check(before)).statusCode).toBe(200);
  });

  it('9037: nobody sends codes', async () => {
    const other = api.startApp();
    other.register(createAppApi(appOptions(api)));
    const answer = await other.inject({
      method: 'POST',
      url: '/app/sms_code',
      headers: { 'x-gizwits-application-id': app.appid, ...(await withToken()) },
      payload: { phone },
    });
    expect([appRefusalOf(answer), answer.json().detail_message]).toEqual([
      '502 9037',
      'no sms sender is set up',
    ]);
    await other.close();
  });

  it('9041: the sixth to one phone, whichever app of the enterprise asks and from where', async () => {
    for (let code = 0; code < 5; code++) await sentCode();
    address = '203.0.113.7';
    app = await newApp();
    const refused = await smsCode({ phone });
    expect([appRefusalOf(refused), refused.headers['retry-after']]).toEqual(['429 9041', '1800']);
    const sent = sms.sent.length;
    await smsCode({ phone });
    expect(sms.sent).toHaveLength(sent);
  });

  it('9041: too many from one address', async () => {
    const answers = [];
    for (let code = 0; code < 31; code++) answers.push(await smsCode({ phone: `+4915${tests}000${code}` }));
    expect(answers.map((answer) => answer.statusCode)).toEqual([...Array(30).fill(200), 429]);
    expect(sms.sent.at(-1)!.language).toBe('en');
  });
});

describe('a captcha', () => {
  const captcha = async () =>
    (
      await call('GET', '/verify/codes', { headers: { ...(await withToken()), host: 'iot.example.com:81' } })
    ).json();
  const answerCaptcha = async (id: string, digits: string) => {
    const body = { phone, captcha_id: id, captcha_code: digits };
    return call('POST', '/verify/codes', { body, headers: await withToken() });
  };

  it('has a code sent for its digits, once', async () => {
    const { captcha_id: id, captcha_url: url } = await captcha();
    expect(url).toBe(`http://iot.example.com:81/captcha/image/${id}`);
    const digits = captchaDigits(api.seal, id);
    const answer = await answerCaptcha(id, digits);
    expect([answer.statusCode, answer.json()]).toEqual([201, {}]);
    expect((await check(sms.lastCode)).statusCode).toBe(200);
    expect(appRefusalOf(await answerCaptcha(id, digits))).toBe('400 9010');
  });

  it('9010: other digits, or no captcha of the app; 9009: it is too old', async () => {
    const { captcha_id: id } = await captcha();
    const sent = sms.sent.length;
    expect(appRefusalOf(await answerCaptcha(id, 'x'))).toBe('400 9010');
    const made = newHexIdentifier();
    expect(appRefusalOf(await answerCaptcha(made, captchaDigits(api.seal, made)))).toBe('400 9010');
    api.nowMs += 600_000;
    expect(appRefusalOf(await answerCaptcha(id, captchaDigits(api.seal, id)))).toBe('400 9009');
    expect(sms.sent).toHaveLength(sent);
  });
});

describe('POST /app/reset_password', () => {
  it('sets a new password by a code to the phone; all tokens end', async () => {
    const { token } = (await register({ phone, password: 'old', code: await sentCode() })).json();
    expect((await reset({ phone, code: await sentCode(), new_pwd: 'new' })).json()).toEqual({});
    expect(appRefusalOf(await login(phone, 'old'))).toBe('400 9020');
    expect((await login(phone, 'new')).statusCode).toBe(200);
    const headers = { 'x-gizwits-user-token': token };
    expect(appRefusalOf(await call('GET', '/users', { headers }))).toBe('400 9004');
  });

  it('mails a code to the address alone, in the language of the user, and takes it with the new password', async () => {
    const email = `User${tests}@example.com`;
    await register({ email, password: 'old', lang: 'en' });
    expect((await reset({ email })).json()).toEqual({});
    const recipient = email.toLowerCase();
    expect(mail.sent.at(-1)).toMatchObject({ recipient, purpose: 'reset_password', language: 'en' });
    const code = mail.lastCode;
    expect(appRefusalOf(await reset({ email, code: wrong(code), new_pwd: 'new' }))).toBe('400 9010');
    expect((await reset({ email, code, new_pwd: 'new' })).statusCode).toBe(200);
    expect(appRefusalOf(await reset({ email, code, new_pwd: 'newer' }))).toBe('400 9010');
    expect((await login(email, 'new')).statusCode).toBe(200);
  });

  it('9005: nobody has the address, or the phone whose code is right', async () => {
    const mails = mail.sent.length;
    expect(appRefusalOf(await reset({ email: 'nobody@example.com' }))).toBe('400 9005');
    expect(mail.sent).toHaveLength(mails);
    expect(appRefusalOf(await reset({ phone, code: await sentCode(), new_pwd: 'x' }))).toBe('400 9005');
  });

  it('says of an unknown phone what it says of a known one, to whoever does not have its code', async () => {
    const known = phone;
    await register({ phone: known, password: 'old', code: await sentCode() });
    const answers = [known, '13999999999'].map((asked) =>
      reset({ phone: asked, code: '000000', new_pwd: 'x' }),
    );
    const [one, other] = await Promise.all(answers);
    expect(one!.json()).toEqual(other!.json());
  });

  it.each([
    {},
    { phone: '13800000000', email: 'a@b.c' },
    { phone: '13800000000', new_pwd: 'x' },
    { email: 'a@b.c', code: '1' },
  ])('9015: the body %j', async (body) => {
    expect(appRefusalOf(await reset(body))).toBe('400 9015');
  });
});

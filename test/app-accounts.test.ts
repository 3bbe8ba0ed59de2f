import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpReceiver } from '../src/external/http-receiver.test-helper.ts';
import { MailServer } from '../src/external/mail-server.test-helper.ts';
import { appAuth } from '../src/store/write-app.ts';
import { adminApi, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

const secret = 'known-to-the-two-of-them';

let server: ServerProcess;
let sms: HttpReceiver;
let accounts: HttpReceiver;
let mail: MailServer;
let app: { readonly appid: string; readonly app_secret: string };

beforeAll(async () => {
  [sms, accounts, mail] = await Promise.all([HttpReceiver.start(), HttpReceiver.start(), MailServer.start()]);
  server = await ServerProcess.start({
    env: {
      QIYUN_LOG_LEVEL: 'trace',
      QIYUN_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      QIYUN_MAIL_FROM: 'Qiyun <noreply@example.com>',
      QIYUN_SMS_WEBHOOK_URL: sms.url,
      QIYUN_ACCOUNT_WEBHOOK_URL: accounts.url,
      QIYUN_WEBHOOK_SECRET: secret,
    },
  });
  const { enterpriseId } = await createCustomer(server);
  app = await adminApi(server).post(`/enterprises/${enterpriseId}/apps`, { name: '果园' });
}, 60_000);

afterAll(async () => {
  await server.remove();
  await Promise.all([sms.stop(), accounts.stop(), mail.stop()]);
});

/** As an app does; answers the body of what succeeded. */
async function callApp(
  method: string,
  path: string,
  { headers, body }: { headers?: object; body?: object } = {},
) {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/app${path}`, {
    method,
    headers: { 'X-Gizwits-Application-Id': app.appid, ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.status, text).toBeLessThan(300);
  return text === '' ? undefined : JSON.parse(text);
}

async function codeByPhone(phone: string): Promise<string> {
  const auth = appAuth(app.appid, app.app_secret);
  const { token } = await callApp('POST', '/request_token', {
    headers: { 'X-Gizwits-Application-Auth': auth },
  });
  await callApp('POST', '/sms_code', { headers: { 'X-Gizwits-Application-Token': token }, body: { phone } });
  return JSON.parse(sms.received.at(-1)!.body).code;
}

test('somebody without a name becomes somebody, and gets back in by phone and by mail; the log has none of his secrets', {
  timeout: 60_000,
}, async () => {
  const secrets: string[] = ['a gate of oak', 'a gate of iron', 'a gate of glass', secret];
  const [phone, email] = ['13800000000', 'wang@example.com'];
  const { uid, token } = await callApp('POST', '/users', { body: { phone_id: 'the phone itself' } });
  const user = { 'X-Gizwits-User-token': token };
  const first = await codeByPhone(phone);
  await callApp('PUT', '/users', {
    headers: user,
    body: { phone, code: first, password: secrets[0], email },
  });
  expect(await callApp('GET', '/users', { headers: user })).toMatchObject({
    uid,
    phone,
    email,
    is_anonymous: false,
  });

  const second = await codeByPhone(phone);
  await callApp('POST', '/reset_password', { body: { phone, code: second, new_pwd: secrets[1] } });
  await callApp('POST', '/reset_password', { body: { email } });
  const body = mail.mail.split('\n\n').slice(1).join('');
  const [third] = /\d{6}/.exec(Buffer.from(body, 'base64').toString('utf8'))!;
  await callApp('POST', '/reset_password', { body: { email, code: third, new_pwd: secrets[2] } });
  const again = await callApp('POST', '/login', { body: { username: email, password: secrets[2] } });
  expect(again.uid).toBe(uid);
  await callApp('DELETE', '/logout', { headers: { 'X-Gizwits-User-token': again.token } });

  accounts.answer = { status: 200, body: '{"uid":"o6_b"}' };
  const authData = { src: 'wechat', uid: 'o6_b', token: 'the token of WeChat' };
  const stranger = await callApp('POST', '/users', { body: { authData } });
  expect(stranger.uid).not.toBe(uid);

  const { errorOutput } = await server.interrupt();
  expect(errorOutput).toContain('/app/reset_password');
  for (const kept of [...secrets, first, second, third, token, again.token, phone, email, authData.token]) {
    expect(errorOutput).not.toContain(kept);
  }
});

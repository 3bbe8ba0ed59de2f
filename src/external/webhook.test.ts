import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ShownAccount } from '../model/account-verifier.ts';
import type { CodeMessage } from '../model/code-sender.ts';
import { createAccountVerifier } from './account-webhook.ts';
import { createCodeSenders } from './code-senders.ts';
import { HttpReceiver } from './http-receiver.test-helper.ts';
import { Webhook } from './webhook.ts';

const webhookSecret = 'a secret of the two';
const nowS = 1_795_400_000;
const clock = () => nowS * 1000;

let receiver: HttpReceiver;

beforeAll(async () => {
  receiver = await HttpReceiver.start();
});

beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = { status: 204 };
});

afterAll(() => receiver.stop());

const message: CodeMessage = {
  ...{
    appid: 'a',
    appName: '温室',
    purpose: 'phone',
    recipient: '13800000000',
    code: '012345',
    language: 'zh',
  },
  validMinutes: 10,
};

function smsSender() {
  const settings = { smtpUrl: undefined, mailFrom: undefined, codesInLog: false, webhookSecret };
  return createCodeSenders({ ...settings, smsWebhookUrl: receiver.url }, { clock, log: console }).sms!;
}

describe('a webhook', () => {
  it('is called with JSON and a signature that its secret makes', async () => {
    await new Webhook({ url: receiver.url, secret: webhookSecret, clock }).post({ name: '温室' });
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    expect(body).toBe('{"name":"温室"}');
    expect(headers['content-type']).toBe('application/json');
    const signature = createHmac('sha256', webhookSecret).update(`${nowS}.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'x-qiyun-timestamp': String(nowS),
      'x-qiyun-signature': `sha256=${signature}`,
    });
  });

  it('fails when nobody answers in time, or too much', async () => {
    const webhook = new Webhook({ url: receiver.url, secret: webhookSecret, clock, timeoutMs: 100 });
    receiver.answer = undefined;
    await expect(webhook.post({})).rejects.toThrow(/timeout/);
    receiver.answer = { status: 200, body: 'x'.repeat(65_537) };
    await expect(webhook.post({})).rejects.toThrow('too much');
  });
});

describe('the webhook of phones', () => {
  it('is told phone and code', async () => {
    receiver.answer = { status: 202, body: 'accepted' };
    await smsSender().send(message);
    expect(JSON.parse(receiver.received[0]!.body)).toEqual({
      ...{
        appid: 'a',
        app_name: '温室',
        phone: '13800000000',
        code: '012345',
        lang: 'zh',
        valid_minutes: 10,
      },
    });
  });

  it.each([302, 400, 500])('has not accepted a code that it answers with %i', async (status) => {
    receiver.answer = { status, location: receiver.url };
    await expect(smsSender().send(message)).rejects.toThrow(`answered ${status}`);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('the webhook of accounts', () => {
  const account: ShownAccount = { appid: 'a', src: 'qq', uid: 'u', token: 't', tokenSecret: undefined };
  const verify = () =>
    createAccountVerifier({ accountWebhookUrl: receiver.url, webhookSecret }, clock)!.verify(account);

  it('says by which uid an account is known', async () => {
    receiver.answer = { status: 200, body: '{"uid":"known as"}' };
    expect(await verify()).toBe('known as');
    expect(JSON.parse(receiver.received[0]!.body)).toEqual({ appid: 'a', src: 'qq', uid: 'u', token: 't' });
  });

  it('refuses by 4xx', async () => {
    receiver.answer = { status: 403 };
    expect(await verify()).toBeUndefined();
  });

  it.each([
    [500, ''],
    [200, ''],
    [200, 'null'],
    [200, '{"uid":""}'],
    [200, '{"uid":5}'],
    [200, `{"uid":"${'x'.repeat(129)}"}`],
    [302, '{"uid":"u"}'],
  ])('is not believed when it answers %i %j', async (status, body) => {
    receiver.answer = { status, body };
    await expect(verify()).rejects.toThrow('the account webhook answered');
  });
});

describe('where nothing is set up', () => {
  const nothing = {
    smtpUrl: undefined,
    mailFrom: undefined,
    smsWebhookUrl: undefined,
    webhookSecret: undefined,
  };

  it('nobody sends codes or verifies accounts', () => {
    const senders = createCodeSenders({ ...nothing, codesInLog: false }, { clock, log: console });
    expect(senders).toEqual({ sms: undefined, mail: undefined });
    expect(createAccountVerifier({ accountWebhookUrl: undefined, webhookSecret }, clock)).toBeUndefined();
  });

  it('codes go into the log for who asks for it', async () => {
    const lines: object[] = [];
    const log = { warn: (fields: object) => void lines.push(fields) };
    const senders = createCodeSenders({ ...nothing, codesInLog: true }, { clock, log });
    await senders.sms!.send(message);
    await senders.mail!.send(message);
    const line = { appid: 'a', purpose: 'phone', recipient: '13800000000', code: '012345' };
    expect(lines).toEqual([line, line]);
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CodeMessage } from '../model/code-sender.ts';
import { MailServer } from './mail-server.test-helper.ts';
import { SmtpSender } from './smtp-sender.ts';

let mailServer: MailServer;

beforeAll(async () => {
  mailServer = await MailServer.start();
});

afterAll(() => mailServer.stop());

const message: CodeMessage = {
  ...{
    appid: 'a',
    appName: '温室',
    purpose: 'reset_password',
    recipient: 'user@example.com',
    code: '012345',
  },
  language: 'en',
  validMinutes: 10,
};

function sender(port = mailServer.port, timeoutMs = 5_000): SmtpSender {
  return new SmtpSender({
    url: `smtp://qiyun:s%40cret@127.0.0.1:${port}`,
    from: 'Qiyun <noreply@example.com>',
    timeoutMs,
  });
}

it('mails a code from the sender that is set up to one recipient', async () => {
  await sender().send(message);
  expect(mailServer.commands).toEqual([
    `AUTH PLAIN ${Buffer.from('\0qiyun\0s@cret').toString('base64')}`,
    'MAIL FROM:<noreply@example.com>',
    'RCPT TO:<user@example.com>',
    'DATA',
  ]);
  expect(mailServer.mail).toContain('From: Qiyun <noreply@example.com>');
  expect(mailServer.mail).toContain('Your code is 012345.');
});

it('writes Chinese to who reads it', async () => {
  mailServer.mail = '';
  await sender().send({ ...message, language: 'zh' });
  const body = mailServer.mail.split('\n\n').slice(1).join('');
  expect(Buffer.from(body, 'base64').toString('utf8')).toContain('您的验证码是 012345');
});

it('fails with neither recipient nor code in the reason', async () => {
  mailServer.refusesRecipients = true;
  await expect(sender().send(message)).rejects.toThrow(/^SMTP: EENVELOPE 550$/);
  await expect(sender(1).send(message)).rejects.toThrow(/^SMTP: E[A-Z]+$/);
});

import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { installationFacts } from './installation-facts.ts';

const ports = () => ({ http: 1, mqtt: 2, deviceHttp: undefined, https: undefined, mqtts: undefined });

test.each([
  [undefined, undefined],
  ['postgres://qiyun:hidden-password@db.example.com:5433/qiyun', 'db.example.com'],
  ['postgres:///qiyun?host=/run/postgresql&password=hidden-password', '/run/postgresql'],
])('of the database %s nothing but the host is shown', (databaseUrl, host) => {
  const config = readConfig(databaseUrl ? { QIYUN_DATABASE_URL: databaseUrl } : {}, []);
  const facts = installationFacts(config, 'Asia/Shanghai', ports);
  expect(facts.databaseHost).toBe(host);
  expect(JSON.stringify(facts)).not.toContain('hidden');
});

test('of what is set up for sending it is shown whether it is, not where', () => {
  const environment = {
    QIYUN_SMS_WEBHOOK_URL: 'https://hidden.example.com/sms',
    QIYUN_WEBHOOK_SECRET: 'hidden-secret-of-webhooks',
  };
  const facts = installationFacts(readConfig(environment, []), 'Asia/Shanghai', ports);
  expect(facts.senders).toEqual({ mail: false, sms: true, accounts: false, codesInLog: false });
  expect(JSON.stringify(facts)).not.toContain('hidden');
});

import { describe, expect, test } from 'vitest';
import { readConfig, unknownSettings } from './config.ts';

describe('a setting', () => {
  test('has its default when nothing is given, or nothing but an empty text', () => {
    const expected = { httpPort: 8080, mqttPort: 1883, retentionDays: 7, databaseUrl: undefined };
    expect(readConfig({}, [])).toMatchObject(expected);
    expect(readConfig({ QIYUN_HTTP_PORT: '', QIYUN_DATABASE_URL: '' }, [])).toMatchObject(expected);
  });

  test('by flag wins over the one by environment', () => {
    const environment = { QIYUN_HTTP_PORT: '81', QIYUN_MQTT_PORT: '82' };
    expect(readConfig(environment, ['--http-port', '0'])).toMatchObject({ httpPort: 0, mqttPort: 82 });
  });

  test.each([
    ['QIYUN_HTTP_PORT', 'eighty'],
    ['QIYUN_MQTT_PORT', '-1'],
    ['QIYUN_DEVICE_HTTP_PORT', '70000'],
    ['QIYUN_DATABASE_URL', 'mysql://localhost/qiyun'],
    ['QIYUN_ADMIN_TOKEN', 'short'],
    ['QIYUN_PUBLIC_HOST', 'http://example.com/'],
    ['QIYUN_TIME_ZONE', 'Moon/Tranquility'],
    ['QIYUN_RETENTION_DAYS', '1'],
    ['QIYUN_TRUSTED_PROXIES', '10.0.0.0/8, everybody'],
    ['QIYUN_LOG_LEVEL', 'loud'],
    ['QIYUN_HTTPS_PORT', '65536'],
    ['QIYUN_SMTP_URL', 'https://mail.example.com'],
    ['QIYUN_MAIL_FROM', 'nobody'],
    ['QIYUN_SMS_WEBHOOK_URL', 'ftp://example.com'],
    ['QIYUN_ACCOUNT_WEBHOOK_URL', 'example.com'],
    ['QIYUN_WEBHOOK_SECRET', 'short'],
    ['QIYUN_CODES_IN_LOG', 'perhaps'],
  ])('that is no good is refused by its name: %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value }, [])).toThrow(
      expect.objectContaining({ code: '5002', detail: expect.stringContaining(name) }),
    );
  });

  test.each([
    [['--http-port', '99999'], '--http-port'],
    [['--no-such-flag'], '--no-such-flag'],
    [['stray'], 'stray'],
  ])('on the command line is refused by its name: %j', (argv, named) => {
    expect(() => readConfig({}, argv)).toThrow(
      expect.objectContaining({ code: '5002', detail: expect.stringContaining(named) }),
    );
  });

  test('whose name is written wrong is told', () => {
    const environment = {
      QIYUN_BACKUP_HOURS: '3',
      QIYUN_BACKUP_HOUR: '3',
      QIYUN_SERVER: 'http://x',
      HOME: '/',
    };
    expect(unknownSettings(environment)).toEqual(['QIYUN_BACKUP_HOURS']);
  });

  test.each([
    ['QIYUN_SMTP_URL', 'smtp://mail.example.com', 'QIYUN_MAIL_FROM'],
    ['QIYUN_SMS_WEBHOOK_URL', 'https://example.com/sms', 'QIYUN_WEBHOOK_SECRET'],
    ['QIYUN_ACCOUNT_WEBHOOK_URL', 'https://example.com/account', 'QIYUN_WEBHOOK_SECRET'],
    ['QIYUN_TLS_CERT', 'cert.pem', 'QIYUN_TLS_KEY'],
    ['QIYUN_TLS_KEY', 'key.pem', 'QIYUN_TLS_CERT'],
    ['QIYUN_HTTPS_PORT', '8443', 'QIYUN_TLS_CERT'],
    ['QIYUN_MQTTS_PORT', '8883', 'QIYUN_TLS_CERT'],
    ['QIYUN_PLAIN_LISTEN_HOST', '127.0.0.1', 'QIYUN_TLS_CERT'],
    ['QIYUN_TLS_CLIENT_CA', 'ca.pem', 'QIYUN_TLS_CERT'],
  ])('that needs another is refused without it: %s', (name, value, missing) => {
    expect(() => readConfig({ [name]: value }, [])).toThrow(
      expect.objectContaining({ detail: expect.stringContaining(missing) }),
    );
  });

  test('with a password in it is not repeated in the refusal', () => {
    const url = 'mysql://root:sesame@localhost/qiyun';
    expect(() => readConfig({ QIYUN_DATABASE_URL: url }, [])).toThrow(
      expect.objectContaining({ detail: expect.not.stringContaining('sesame') }),
    );
  });
});

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { invalidField } from './model/errors.ts';
import { parseIpRange } from './model/ip-range.ts';

/** Everything an operator can set, each by environment variable or flag; the flag wins. Port 0 picks a free port. */
export interface Config {
  readonly httpPort: number;
  readonly mqttPort: number;
  /** One more listener for /dev only: modules in the field call port 80 (contract.md §8). Undefined: none. */
  readonly deviceHttpPort: number | undefined;
  /** With TLS; open when there is a certificate. */
  readonly httpsPort: number;
  readonly mqttsPort: number;
  /** The address the listeners bind to. */
  readonly listenHost: string;
  /** The address that the ports without TLS bind to; undefined: the same. */
  readonly plainListenHost: string | undefined;
  /** Path of the server's certificate, with what leads to its authority, in PEM form. Undefined: no TLS. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Path of the authorities of devices' certificates, in PEM form. Undefined: devices need none. */
  readonly tlsClientCa: string | undefined;
  readonly dataDir: string;
  /** Server processes that share the ports. */
  readonly processes: number;
  /** Undefined: the embedded PostgreSQL in the data folder. */
  readonly databaseUrl: string | undefined;
  /** Undefined: generated into the data folder at first start. */
  readonly adminToken: string | undefined;
  /** What a collector of metrics shows; undefined: the admin token only. */
  readonly metricsToken: string | undefined;
  /** What devices and apps are told to connect to; undefined: the host they asked. */
  readonly publicHost: string | undefined;
  /** Counts only at the first start of an installation. */
  readonly reportTimeZone: string;
  /** Whole days that frames are kept. */
  readonly retentionDays: number;
  /** Days that the audit log is kept. */
  readonly auditDays: number;
  /** Undefined: `backups` in the data folder. */
  readonly backupDir: string | undefined;
  /** Of each day, in the time zone of reports; undefined: backups are made when asked for. */
  readonly backupHour: number | undefined;
  /** How many of those made by the hour are kept. */
  readonly backupKeep: number;
  /** Proxies (addresses or CIDR) whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  /** Logs every answer over HTTP, whatever the level. */
  readonly accessLog: boolean;
  /** Seconds for which a stop waits, while /readyz turns load balancers away. */
  readonly stopDelayS: number;
  /** The mail server for verification codes; undefined: none are mailed. */
  readonly smtpUrl: string | undefined;
  /** The sender of mails. */
  readonly mailFrom: string | undefined;
  /** Where codes for phones are posted; undefined: none are sent. */
  readonly smsWebhookUrl: string | undefined;
  /** Where accounts of others are verified; undefined: they are refused. */
  readonly accountWebhookUrl: string | undefined;
  /** With which calls of webhooks are signed. */
  readonly webhookSecret: string | undefined;
  /** For development: codes that nobody else sends are written into the log. */
  readonly codesInLog: boolean;
}

interface Setting<T> {
  readonly env: string;
  readonly flag: string;
  readonly help: string;
  parse(text: string | undefined, name: string): T;
}

type Settings = { readonly [K in keyof Config]: Setting<Config[K]> };

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

const settings: Settings = {
  httpPort: { env: 'QIYUN_HTTP_PORT', flag: 'http-port', help: 'HTTP port [8080]', parse: port(8080) },
  mqttPort: { env: 'QIYUN_MQTT_PORT', flag: 'mqtt-port', help: 'MQTT port [1883]', parse: port(1883) },
  deviceHttpPort: {
    env: 'QIYUN_DEVICE_HTTP_PORT',
    flag: 'device-http-port',
    help: 'one more port for /dev only, 80 for modules in the field [none]',
    parse: optional(port(80)),
  },
  httpsPort: {
    env: 'QIYUN_HTTPS_PORT',
    flag: 'https-port',
    help: 'HTTPS port, with a certificate [8443]',
    parse: port(8443),
  },
  mqttsPort: {
    env: 'QIYUN_MQTTS_PORT',
    flag: 'mqtts-port',
    help: 'port of MQTT over TLS, with a certificate [8883]',
    parse: port(8883),
  },
  listenHost: {
    env: 'QIYUN_LISTEN_HOST',
    flag: 'listen-host',
    help: 'address to bind to [0.0.0.0]',
    parse: text('0.0.0.0'),
  },
  plainListenHost: {
    env: 'QIYUN_PLAIN_LISTEN_HOST',
    flag: 'plain-listen-host',
    help: 'address that the ports without TLS bind to, such as 127.0.0.1 [the same]',
    parse: optional((value) => value),
  },
  tlsCert: {
    env: 'QIYUN_TLS_CERT',
    flag: 'tls-cert',
    help: 'file with the certificate and what leads to its authority, PEM [none]',
    parse: optional((value) => resolve(value)),
  },
  tlsKey: {
    env: 'QIYUN_TLS_KEY',
    flag: 'tls-key',
    help: 'file with its key, PEM [none]',
    parse: optional((value) => resolve(value)),
  },
  tlsClientCa: {
    env: 'QIYUN_TLS_CLIENT_CA',
    flag: 'tls-client-ca',
    help: 'devices on MQTT over TLS need a certificate of an authority in this file, PEM [none]',
    parse: optional((value) => resolve(value)),
  },
  dataDir: {
    env: 'QIYUN_DATA_DIR',
    flag: 'data-dir',
    help: 'data folder [./data]',
    parse: (value) => resolve(value ?? 'data'),
  },
  processes: {
    env: 'QIYUN_PROCESSES',
    flag: 'processes',
    help: 'server processes that share the ports [all cores but one]',
    parse: integer({ fallback: Math.max(1, availableParallelism() - 1), min: 1, max: 64 }),
  },
  databaseUrl: {
    env: 'QIYUN_DATABASE_URL',
    flag: 'database-url',
    help: 'your PostgreSQL, postgres://… [embedded]',
    parse: optional(databaseUrl),
  },
  adminToken: {
    env: 'QIYUN_ADMIN_TOKEN',
    flag: 'admin-token',
    help: 'token of /admin/v1 [generated]',
    parse: optional(secretText),
  },
  metricsToken: {
    env: 'QIYUN_METRICS_TOKEN',
    flag: 'metrics-token',
    help: 'lets a collector read /metrics, besides the admin token [none]',
    parse: optional(secretText),
  },
  publicHost: {
    env: 'QIYUN_PUBLIC_HOST',
    flag: 'public-host',
    help: 'host that devices and apps are told [the one they asked]',
    parse: optional(hostName),
  },
  reportTimeZone: {
    env: 'QIYUN_TIME_ZONE',
    flag: 'time-zone',
    help: 'time zone of reports, fixed at first start [Asia/Shanghai]',
    parse: timeZone,
  },
  retentionDays: {
    env: 'QIYUN_RETENTION_DAYS',
    flag: 'retention-days',
    help: 'days that frames are kept [7]',
    parse: integer({ fallback: 7, min: 2, max: 3650 }),
  },
  auditDays: {
    env: 'QIYUN_AUDIT_DAYS',
    flag: 'audit-days',
    help: 'days that the audit log is kept [180]',
    parse: integer({ fallback: 180, min: 1, max: 3650 }),
  },
  backupDir: {
    env: 'QIYUN_BACKUP_DIR',
    flag: 'backup-dir',
    help: 'folder of the backups [in the data folder]',
    parse: optional((value) => resolve(value)),
  },
  backupHour: {
    env: 'QIYUN_BACKUP_HOUR',
    flag: 'backup-hour',
    help: 'hour of the day at which a backup is made, in the time zone of reports [none]',
    parse: optional(integer({ fallback: 0, min: 0, max: 23 })),
  },
  backupKeep: {
    env: 'QIYUN_BACKUP_KEEP',
    flag: 'backup-keep',
    help: 'how many of those are kept [7]',
    parse: integer({ fallback: 7, min: 1, max: 1000 }),
  },
  trustedProxies: {
    env: 'QIYUN_TRUSTED_PROXIES',
    flag: 'trusted-proxies',
    help: 'proxies whose X-Forwarded-For is believed, by comma [none]',
    parse: (value, name) => addresses(value ?? '', name),
  },
  logLevel: {
    env: 'QIYUN_LOG_LEVEL',
    flag: 'log-level',
    help: `${logLevels.join(', ')} [warn]`,
    parse: logLevel,
  },
  accessLog: {
    env: 'QIYUN_ACCESS_LOG',
    flag: 'access-log',
    help: 'true: every answer over HTTP is logged, without query strings [false]',
    parse: yesOrNo,
  },
  stopDelayS: {
    env: 'QIYUN_STOP_DELAY',
    flag: 'stop-delay',
    help: 'seconds from /readyz answering 503 to the stop [0]',
    parse: integer({ fallback: 0, min: 0, max: 300 }),
  },
  smtpUrl: {
    env: 'QIYUN_SMTP_URL',
    flag: 'smtp-url',
    help: 'mail server for codes, smtp://… or smtps://… [none]',
    parse: optional(urlOf('smtp:', 'smtps:')),
  },
  mailFrom: {
    env: 'QIYUN_MAIL_FROM',
    flag: 'mail-from',
    help: 'sender of mails, needed with a mail server [none]',
    parse: optional(mailAddress),
  },
  smsWebhookUrl: {
    env: 'QIYUN_SMS_WEBHOOK_URL',
    flag: 'sms-webhook-url',
    help: 'where codes for phones are posted [none]',
    parse: optional(urlOf('http:', 'https:')),
  },
  accountWebhookUrl: {
    env: 'QIYUN_ACCOUNT_WEBHOOK_URL',
    flag: 'account-webhook-url',
    help: 'where accounts of others are verified [none]',
    parse: optional(urlOf('http:', 'https:')),
  },
  webhookSecret: {
    env: 'QIYUN_WEBHOOK_SECRET',
    flag: 'webhook-secret',
    help: 'signs calls of webhooks, needed with one [none]',
    parse: optional(secretText),
  },
  codesInLog: {
    env: 'QIYUN_CODES_IN_LOG',
    flag: 'codes-in-log',
    help: 'true: codes go to the log where no sender is set up [false]',
    parse: yesOrNo,
  },
};

/** What `--help` of the server prints. */
export function configHelp(): string {
  const lines = Object.values(settings).map(
    ({ env, flag, help }) => `  --${flag.padEnd(18)} ${env.padEnd(24)} ${help}`,
  );
  return ['Qiyun server. Settings by flag or environment:', ...lines].join('\n');
}

/**
 * Reads the configuration; the only place that reads the environment.
 *
 * @throws QiyunError 5002 that names the variable or flag
 */
export function readConfig(environment: NodeJS.ProcessEnv, argv: readonly string[]): Config {
  const flags = readFlags(argv);
  const given = new Set<string>();
  const entries = Object.entries(settings).map(([key, setting]) => {
    const value = flags[setting.flag] ?? environment[setting.env];
    const name = flags[setting.flag] === undefined ? setting.env : `--${setting.flag}`;
    if (value) given.add(setting.env);
    return [key, setting.parse(value === '' ? undefined : value, name)];
  });
  const config = Object.fromEntries(entries) as unknown as Config;
  refuseIncomplete(config);
  refuseHalfTls(config, given);
  return config;
}

/**
 * Variables that look like settings of the server and are none: a slip of the pen, most likely. They are told and not
 * refused, as whoever runs the server may put some there himself: Kubernetes does, of a service by this name.
 */
export function unknownSettings(environment: NodeJS.ProcessEnv): string[] {
  const known = new Set([
    'QIYUN_SERVER',
    'QIYUN_DEMO_DEVICES',
    ...Object.values(settings).map(({ env }) => env),
  ]);
  return Object.keys(environment).filter((name) => name.startsWith('QIYUN_') && !known.has(name));
}

/** The address that the ports without TLS bind to. */
export function plainListenHost({ plainListenHost, listenHost }: Config): string {
  return plainListenHost ?? listenHost;
}

/** How many devices the demo simulates: QIYUN_DEMO_DEVICES. @throws QiyunError 5002 that names it */
export function readDemoDevices(environment: NodeJS.ProcessEnv): number {
  const name = 'QIYUN_DEMO_DEVICES';
  return integer({ fallback: 200, min: 2, max: 5_000 })(environment[name] || undefined, name);
}

function readFlags(argv: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(
    Object.values(settings).map(({ flag }) => [flag, { type: 'string' as const }]),
  );
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values as Record<string, string | undefined>;
  } catch (error) {
    throw invalidField('command line', (error as Error).message);
  }
}

const settingsOfTls = [
  'QIYUN_HTTPS_PORT',
  'QIYUN_MQTTS_PORT',
  'QIYUN_PLAIN_LISTEN_HOST',
  'QIYUN_TLS_CLIENT_CA',
];

/** Silently serving clear text to somebody who asked for TLS would be worse than not starting. */
function refuseHalfTls({ tlsCert, tlsKey }: Config, given: ReadonlySet<string>): void {
  if (tlsCert && !tlsKey) throw invalidField('QIYUN_TLS_KEY', 'is required with a certificate');
  if (tlsCert) return;
  if (tlsKey) throw invalidField('QIYUN_TLS_CERT', 'is required with a key');
  const idle = settingsOfTls.find((name) => given.has(name));
  if (idle) throw invalidField(idle, 'means nothing without QIYUN_TLS_CERT and QIYUN_TLS_KEY');
}

/** What is of no use without the other, and would fail only when somebody waits for a code. */
function refuseIncomplete(config: Config): void {
  const { smtpUrl, mailFrom, smsWebhookUrl, accountWebhookUrl, webhookSecret } = config;
  if (smtpUrl && !mailFrom) throw invalidField('QIYUN_MAIL_FROM', 'is required with a mail server');
  if ((smsWebhookUrl || accountWebhookUrl) && !webhookSecret)
    throw invalidField('QIYUN_WEBHOOK_SECRET', 'is required with a webhook');
}

function integer(range: { fallback: number; min: number; max: number }) {
  return (value: string | undefined, name: string): number => {
    if (value === undefined) return range.fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= range.min && number <= range.max) return number;
    throw invalidField(name, `must be a whole number from ${range.min} to ${range.max}, not "${value}"`);
  };
}

function port(fallback: number) {
  return integer({ fallback, min: 0, max: 65_535 });
}

function optional<T>(parse: (value: string, name: string) => T) {
  return (value: string | undefined, name: string): T | undefined =>
    value === undefined ? undefined : parse(value, name);
}

function text(fallback: string) {
  return (value: string | undefined): string => value ?? fallback;
}

function databaseUrl(value: string, name: string): string {
  if (/^postgres(ql)?:\/\//.test(value)) return value;
  // The value is not repeated: it may hold a password.
  throw invalidField(name, 'must begin with postgres:// or postgresql://');
}

function secretText(value: string, name: string): string {
  if (/^[\x21-\x7e]{16,256}$/.test(value)) return value;
  throw invalidField(name, 'must be 16 to 256 printable characters');
}

/** The value is not repeated in errors: it may hold a password. */
function urlOf(...protocols: readonly string[]) {
  return (value: string, name: string): string => {
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    throw invalidField(name, `must begin with ${protocols.join('// or ')}//`);
  };
}

function mailAddress(value: string, name: string): string {
  if (/^[^\p{Cc}@]+@[^\p{Cc}\s@]+$/u.test(value)) return value;
  throw invalidField(name, 'must be an email address, alone or as Name <address>');
}

function yesOrNo(value: string | undefined, name: string): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw invalidField(name, `must be true or false, not "${value}"`);
}

function hostName(value: string, name: string): string {
  if (/^[A-Za-z0-9.:_-]{1,253}$/.test(value)) return value;
  throw invalidField(name, 'must be a host name or an address, without port');
}

function addresses(value: string, name: string): readonly string[] {
  const parts = value.split(',').map((part) => part.trim());
  const given = parts.filter((part) => part !== '');
  const bad = given.find((part) => parseIpRange(part) === undefined);
  if (bad === undefined) return given;
  throw invalidField(name, `must be addresses or CIDR blocks by comma, and "${bad}" is neither`);
}

function timeZone(value: string | undefined, name: string): string {
  const zone = value ?? 'Asia/Shanghai';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw invalidField(name, `unknown time zone "${zone}"`);
  }
}

function logLevel(value: string | undefined, name: string): string {
  const level = value ?? 'warn';
  if (logLevels.includes(level)) return level;
  throw invalidField(name, `must be one of ${logLevels.join(', ')}`);
}

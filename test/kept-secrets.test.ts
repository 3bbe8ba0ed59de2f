import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeFrame } from '../src/codec/frame.ts';
import { frameCommand } from '../src/codec/frame-command.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { newHexIdentifier } from '../src/model/identifiers.ts';
import { registerDevice } from '../src/simulator/register-device.ts';
import { foldTallies, sweepTallies } from '../src/store/tally.ts';
import { HandDrivenDevice } from './hand-driven-device.ts';
import { ServerProcess } from './server-process.ts';

/**
 * One life of an installation: everybody comes in with all that he has to show, right and wrong. Afterwards every byte that
 * it has written is looked through for what was shown or given out, and erased people and devices for what they were called.
 */
const secret = (what: string) => `${what}-${randomBytes(9).toString('hex')}`;

const settings = {
  QIYUN_ADMIN_TOKEN: secret('admin'),
  QIYUN_METRICS_TOKEN: secret('metrics'),
  QIYUN_WEBHOOK_SECRET: secret('webhook'),
  QIYUN_SMTP_URL: `smtp://qiyun:${secret('smtp')}@127.0.0.1:9`,
};
const mailPassword = new URL(settings.QIYUN_SMTP_URL).password;
const passwords = {
  member: secret('member'),
  membersNext: secret('next'),
  user: secret('user'),
  wrong: secret('wrong'),
};
const phoneId = secret('phone-id');
const passcode = randomBytes(12).toString('hex');
const importedPasscode = randomBytes(12).toString('hex');
const wrongPasscode = randomBytes(12).toString('hex');

const person = {
  username: secret('chang-e'),
  email: `${secret('chang-e')}@example.com`,
  name: secret('嫦娥'),
};
const mac = randomBytes(6).toString('hex');
const group = secret('orchard');
const names = {
  enterprise: secret('enterprise'),
  product: secret('product'),
  app: secret('app'),
  member: secret('member-name'),
};

let server: ServerProcess;
/** Whatever nobody may find again. */
const secrets: string[] = [
  settings.QIYUN_ADMIN_TOKEN,
  settings.QIYUN_METRICS_TOKEN,
  settings.QIYUN_WEBHOOK_SECRET,
  mailPassword,
  ...Object.values(passwords),
  phoneId,
  passcode,
  importedPasscode,
  wrongPasscode,
];

interface Request {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

async function call(method: string, path: string, { headers, body }: Request = {}) {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}${path}`, {
    method,
    headers: { connection: 'close', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text(), cookie: response.headers.get('set-cookie') };
}

async function done(method: string, path: string, request: Request = {}) {
  const { status, text, cookie } = await call(method, path, request);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return { ...(text.startsWith('{') ? JSON.parse(text) : {}), cookie };
}

async function refused(method: string, path: string, request: Request = {}): Promise<void> {
  const { status, text } = await call(method, path, request);
  expect([`${method} ${path}`, status]).toEqual([
    `${method} ${path}`,
    expect.toSatisfy((code) => code >= 400 && code < 500),
  ]);
  expect(secrets.filter((kept) => text.includes(kept))).toEqual([]);
}

const asAdmin = { authorization: `Bearer ${settings.QIYUN_ADMIN_TOKEN}` };
const admin = (method: string, path: string, body?: object) =>
  done(method, `/admin/v1${path}`, { headers: asAdmin, ...(body && { body }) });

function keep<const Value extends string>(value: Value): Value {
  secrets.push(value);
  return value;
}

interface Everybody {
  readonly enterpriseId: string;
  readonly productKey: string;
  readonly did: string;
  readonly uid: string;
  readonly memberId: string;
}

let ids: Everybody;

beforeAll(async () => {
  server = await ServerProcess.start({
    env: { ...settings, QIYUN_LOG_LEVEL: 'trace', QIYUN_PROCESSES: '1', QIYUN_MAIL_FROM: 'a@example.com' },
  });
  ids = await live();
}, 120_000);

afterAll(() => server.remove());

async function live(): Promise<Everybody> {
  const { enterprise_id: enterpriseId, enterprise_secret } = await admin('POST', '/enterprises', {
    name: names.enterprise,
  });
  const enterpriseSecret = keep(enterprise_secret);
  const product = { name: names.product, datapoints: greenhouseController };
  const created = await admin('POST', `/enterprises/${enterpriseId}/products`, product);
  const { product_key: productKey, product_secret: productSecret } = created;
  const app = await admin('POST', `/enterprises/${enterpriseId}/apps`, { name: names.app });
  keep(created.product_secret);
  keep(app.app_secret);
  const rotated = await admin('POST', `/apps/${app.appid}/rotate_secret`);
  keep(rotated.app_secret);
  const imported = [{ mac: 'aabbccddeeff', passcode: importedPasscode }];
  await admin('POST', `/products/${productKey}/devices`, { devices: imported });

  const own = `/v1/products/${productKey}`;
  const shown = {
    enterprise_id: enterpriseId,
    enterprise_secret: enterpriseSecret,
    product_secret: productSecret,
  };
  const token = keep((await done('POST', `${own}/access_token`, { body: shown })).token);
  const asProgram = { authorization: `token ${token}` };
  const wrong = keep(newHexIdentifier());
  await refused('POST', `${own}/access_token`, { body: { ...shown, enterprise_secret: wrong } });
  await refused('POST', `${own}/access_token`, { body: `{"enterprise_secret":"${enterpriseSecret}",` });
  await refused('GET', `${own}/devices/search?product_secret=${productSecret}`, {
    headers: { authorization: `token ${wrong}` },
  });
  const ofEnterprise = {
    'x-gizwits-enterprise-id': enterpriseId,
    'x-gizwits-enterprise-secret': enterpriseSecret,
  };
  await done('GET', `/v1/users/search?product_secret=${productSecret}&type=uid&val=x`, {
    headers: ofEnterprise,
  });

  const did = await useDevice(productKey, asProgram);
  const uid = await useApp(app.appid, { did, productKey });
  const memberId = await useConsole(enterpriseId);
  const { gid } = await done('POST', `${own}/device_groups`, { headers: asProgram, body: {} });
  const macs = { action: 'assign', reassign: false, macs: [mac] };
  await done('PUT', `${own}/device_groups/${gid}`, { headers: asProgram, body: macs });
  await refused('GET', '/metrics', { headers: { authorization: `Bearer ${wrong}` } });
  await done('GET', '/metrics', { headers: { authorization: `Bearer ${settings.QIYUN_METRICS_TOKEN}` } });
  await admin('POST', '/backups');
  return { enterpriseId, productKey, did, uid, memberId };
}

/** From the factory to a report and a command. */
async function useDevice(productKey: string, asProgram: Record<string, string>): Promise<string> {
  const bootstrap = { host: '127.0.0.1', hostName: '127.0.0.1', port: server.httpPort };
  const did = await registerDevice(bootstrap, { productKey, mac, passcode });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  await call('DELETE', '/dev/devices', { headers: form, body: `did=${did}&passcode=${wrongPasscode}` });
  await expect(HandDrivenDevice.connect(server, { did, passcode: wrongPasscode })).rejects.toThrow();
  const device = await HandDrivenDevice.connect(server, { did, passcode });
  const payload = Buffer.from('14ff', 'hex');
  await device.publish(encodeFrame({ command: frameCommand.business, payload }), 1);
  const control = done('POST', `/v1/products/${productKey}/devices/${did}/control`, {
    headers: asProgram,
    body: { raw: [1, 2, 3] },
  });
  await device.acknowledge(await device.command(0));
  await control;
  device.end();
  return did;
}

async function useApp(
  appid: string,
  { did, productKey }: Record<'did' | 'productKey', string>,
): Promise<string> {
  const headers = { 'x-gizwits-application-id': appid };
  const anonymous = await done('POST', '/app/users', { headers, body: { phone_id: phoneId } });
  keep(anonymous.token);
  const body = { username: person.username, password: passwords.user };
  const { uid, token } = await done('POST', '/app/users', { headers, body });
  keep(token);
  await refused('POST', '/app/login', { headers, body: { ...body, password: passwords.wrong } });
  keep((await done('POST', '/app/login', { headers, body })).token);
  const user = { ...headers, 'x-gizwits-user-token': token };
  await done('PUT', '/app/users', { headers: user, body: { email: person.email, name: person.name } });
  await refused('POST', '/app/bind_latest', {
    headers: user,
    body: { qr_content: `product_key=${productKey}&did=${did}&passcode=${wrongPasscode}` },
  });
  await done('POST', '/app/bindings', {
    headers: user,
    body: { devices: [{ did, passcode, remark: group }] },
  });
  const { qr_content } = await done('POST', '/app/sharing', { headers: user, body: { did, type: 1 } });
  keep(String(qr_content).slice(-32));
  const shared = await done('POST', '/app/sharing', {
    headers: user,
    body: { did, type: 0, uid: anonymous.uid },
  });
  await done('PUT', `/app/sharing/${shared.id}?status=1`, {
    headers: { ...headers, 'x-gizwits-user-token': anonymous.token },
  });
  return uid;
}

async function useConsole(enterpriseId: string): Promise<string> {
  const username = names.member;
  const member = { username, name: names.member, role: 'manager', password: passwords.member };
  const { member_id: memberId } = await admin('POST', `/enterprises/${enterpriseId}/members`, member);
  const headers = { 'x-qiyun-console': '1' };
  const logIn = (password: string): Request => ({ headers, body: { username, password } });
  await refused('POST', '/console/v1/session', logIn(passwords.wrong));
  await refused('POST', '/console/v1/session', { headers, body: { admin_token: passwords.wrong } });
  const { cookie } = await done('POST', '/console/v1/session', logIn(passwords.member));
  keep(/=([0-9a-f]{64})/.exec(cookie)![1]!);
  await done('PATCH', '/console/v1/session/password', {
    headers: { ...headers, cookie: cookie.split(';')[0] },
    body: { old_password: passwords.member, new_password: passwords.membersNext },
  });
  return memberId;
}

/** Every row of every table, as text; bytes are in hex. */
async function rowsOfAllTables(): Promise<Map<string, string>> {
  const client = await server.connectDatabase();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    const tables = new Map<string, string>();
    for (const { name } of rows) {
      const { rows: texts } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
      tables.set(name, texts.map(({ text }) => text).join('\n'));
    }
    return tables;
  } finally {
    await client.end();
  }
}

async function whereInTables(sought: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const [table, text] of await rowsOfAllTables()) {
    const forms = (value: string) => [value, Buffer.from(value).toString('hex')];
    for (const value of sought)
      if (forms(value).some((form) => text.includes(form))) found.push(`${table}: ${value}`);
  }
  return found;
}

/** As the server does by itself within ten minutes. */
async function tendSums(): Promise<void> {
  const client = await server.connectDatabase();
  try {
    await foldTallies(client);
    await sweepTallies(client);
  } finally {
    await client.end();
  }
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  );
  return entries.filter((path) => lstatSync(path).isFile());
}

describe('what was shown and given out', () => {
  test('is in no table', async () => {
    expect(await whereInTables(secrets)).toEqual([]);
  });

  test('is in no audit event, no metric and no description of a backup', async () => {
    const state = async () => (await admin('GET', '/backups')).objects[0].state;
    await expect.poll(state, { timeout: 25_000 }).toBe('done');
    for (const path of [
      '/admin/v1/audit?limit=1000',
      '/admin/v1/backups',
      '/metrics',
      '/admin/v1/enterprises',
    ]) {
      const { status, text } = await call('GET', path, { headers: asAdmin });
      expect([path, status, secrets.filter((kept) => text.includes(kept))]).toEqual([path, 200, []]);
    }
  });

  test('is in the environment of no process but those of the server itself', () => {
    const postmaster = server.readyLine.postgres_pid;
    const environment = readFileSync(`/proc/${postmaster}/environ`, 'utf8');
    const commandLine = readFileSync(`/proc/${postmaster}/cmdline`, 'utf8');
    expect(environment).toContain('PATH=');
    expect(secrets.filter((kept) => (environment + commandLine).includes(kept))).toEqual([]);
    expect(environment).not.toContain('QIYUN_');
  });
});

/** The audit log tells who did what to which device, until its days are over (decision 0015). */
describe('what is left but in the audit log', () => {
  const outsideOfAudit = async (sought: readonly string[]) =>
    (await whereInTables(sought)).filter((place) => !place.startsWith('audit_event'));

  test('of a user who is erased is nothing, and there his uid alone', async () => {
    await admin('DELETE', `/users/${ids.uid}`);
    expect(await outsideOfAudit([ids.uid])).toEqual([]);
    expect(await whereInTables(Object.values(person))).toEqual([]);
  });

  test('of a device that is erased is nothing, and there its did and mac alone', async () => {
    await admin('DELETE', `/devices/${ids.did}`);
    expect(await outsideOfAudit([ids.did, mac])).toEqual([]);
    expect(await whereInTables([group])).toEqual([]);
  });

  test('of a member who is erased is nothing, and there his id alone', async () => {
    await admin('DELETE', `/members/${ids.memberId}`);
    expect(await outsideOfAudit([ids.memberId])).toEqual([]);
    expect(await whereInTables([names.member])).toEqual([]);
  });

  test('of an enterprise that is erased is nothing, and there ids and what it had called its own', async () => {
    await admin('DELETE', `/enterprises/${ids.enterpriseId}`);
    await tendSums();
    const sought = [ids.enterpriseId, ids.productKey, ...Object.values(names), 'aabbccddeeff'];
    expect(await outsideOfAudit(sought)).toEqual([]);
  });
});

describe('when the server has stopped', () => {
  test('the log, at its most talkative, and every file that it has left hold no secret, but the keys in files of their own', async () => {
    const { errorOutput } = await server.interrupt();
    expect(errorOutput).toContain('/app/login');
    expect(secrets.filter((kept) => errorOutput.includes(kept))).toEqual([]);
    const found = [];
    for (const path of filesBelow(server.dataDir)) {
      const bytes = readFileSync(path);
      for (const kept of secrets)
        if (bytes.includes(kept)) found.push(`${relative(server.dataDir, path)}: ${kept}`);
    }
    expect(found).toEqual([]);
  });

  test('nobody but its owner may read them', () => {
    const readable = filesBelow(server.dataDir).filter((path) => (lstatSync(path).mode & 0o077) !== 0);
    expect(readable.map((path) => relative(server.dataDir, path))).toEqual([]);
  });
});

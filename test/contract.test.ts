import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bindSignature } from '../src/api/app/bind-signature.ts';
import { captchaDigits } from '../src/api/app/captcha.ts';
import { HttpReceiver } from '../src/external/http-receiver.test-helper.ts';
import { quickPasswordHash } from '../src/model/quick-password.test-helper.ts';
import { SimulatedDevice } from '../src/simulator/simulated-device.ts';
import { readSealingKey } from '../src/store/sealing-key.ts';
import { SecretSeal } from '../src/store/secret-seal.ts';
import { appAuth } from '../src/store/write-app.ts';
import { AnswerChecker } from './answer-checker.ts';
import { ApiClient } from './api-client.ts';
import {
  addressOf,
  brokenCalls,
  type ContractCall,
  type ContractOperation,
  validCalls,
} from './contract-operation.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';
import { projectFolder } from './source-tree.ts';

/**
 * Every operation of the OpenAPI document, called on the whole system with generated input that keeps to it or breaks it.
 * An operation that is new in the document is called like the others; fields are filled with what earlier answers had
 * under their names.
 */
const document = JSON.parse(readFileSync(join(projectFolder, 'test', 'golden', 'openapi.json'), 'utf8'));
const operations: ContractOperation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, object>).map(
    ([method, operation]) => ({ ...operation, method: method.toUpperCase(), path }) as ContractOperation,
  ),
);
const seed = 20_261_122;
const mac = '5ccf7f0000c1';
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

// Passwords are slow to check on purpose.
vi.setConfig({ testTimeout: 90_000 });

let server: ServerProcess;
/** Gets the codes for phones. */
let receiver: HttpReceiver;
let customer: Customer;
let device: SimulatedDevice;
const checker = new AnswerChecker(document);
/** What fields of a name were seen or given to be; the schemes of security are such names, too. */
const knownValues = new Map<string, unknown[]>();

beforeAll(async () => {
  receiver = await HttpReceiver.start();
  server = await ServerProcess.start({
    env: {
      QIYUN_TRUSTED_PROXIES: '127.0.0.1',
      QIYUN_SMS_WEBHOOK_URL: receiver.url,
      QIYUN_WEBHOOK_SECRET: 'known-to-the-two-of-them',
      QIYUN_CODES_IN_LOG: 'true',
    },
  });
  customer = await createCustomer(server);
  const { enterpriseId, enterpriseSecret, greenhouse } = customer;
  await adminApi(server).patch(`/enterprises/${enterpriseId}`, { hourly_quota: 1_000_000 });
  // Commands that mean nothing are not acknowledged, and waiting for that takes long.
  const settings = { control_ack: 'sent', agg_data: true, passcode_by_mac: true };
  await adminApi(server).patch(`/products/${greenhouse.productKey}`, settings);
  const app = await adminApi(server).post(`/enterprises/${enterpriseId}/apps`, { name: '温室' });
  device = new SimulatedDevice({
    product: greenhouse,
    mac,
    qos: 1,
    bootstrap: { host: '127.0.0.1', port: server.httpPort, hostName: 'api.gizwits.com' },
    retryPause: { firstMs: 100, growthMs: 0, maxMs: 100 },
  });
  device.connect();
  await device.online();
  const known = {
    product_key: greenhouse.productKey,
    product_secret: greenhouse.productSecret,
    enterprise_id: enterpriseId,
    enterprise_secret: enterpriseSecret,
    did: device.did,
    dids: [device.did],
    mac,
    macs: [mac],
    appid: app.appid,
    attrs: { heater: true },
    username: 'keeper',
    account: 'keeper',
    password: 'a gate of oak',
    old_pwd: 'a gate of oak',
    new_pwd: 'a gate of oak',
    birthday: '1990-01-02',
    lang: 'en',
    application_auth: appAuth(app.appid, app.app_secret),
    start_date: today,
    end_date: today,
  };
  for (const [name, value] of Object.entries(known)) knownValues.set(name, [value]);
  // By day, by week and by month; the cycle is generated, too.
  for (const name of ['start', 'end']) knownValues.set(name, [today, isoWeekOf(today), today.slice(0, 7)]);
  appid = app.appid;
  keeper = await callApp('POST', '/users', { body: { username: known.username, password: known.password } });
  await makeQuickToCheck(keeper, known.password);
  other = await callApp('POST', '/users', { body: { phone_id: 'another phone' } });
  knownValues.set('uid', [other.uid, keeper.uid]);
  const { token } = await callApp('POST', '/request_token');
  knownValues.set('application_token', [token]);
  await prepareApp();
  const { passcode } = await callApp('GET', `/devices/${device.did}`, { user: keeper });
  const { productKey } = greenhouse;
  knownValues.set('passcode', [passcode]);
  knownValues.set('qr_content', [`product_key=${productKey}&did=${device.did}&passcode=${passcode}`]);
}, 120_000);

afterAll(async () => {
  await device?.stop();
  await server?.remove();
  await receiver?.stop();
});

/** The ISO week of a date, as reports take it: `2026-47`. */
function isoWeekOf(date: string): string {
  const thursday = new Date(`${date}T00:00:00Z`);
  thursday.setUTCDate(thursday.getUTCDate() - ((thursday.getUTCDay() + 6) % 7) + 3);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1;
  return `${year}-${String(week).padStart(2, '0')}`;
}

/** What an operation needs to be able to succeed at all; each begins associated and with a token of its own. */
const preparations: Readonly<Record<string, () => Promise<unknown>>> = {
  post_v1_products_product_key_association: () => secretsCall('DELETE', '/association'),
  get_v1_products_product_key_devices_did_agg_data: nameNumbers,
  get_app_devdata_did_agg_data: nameNumbers,
  get_app_did_bindings: () => bindTo(other),
  delete_app_did_bindings: () => bindTo(other),
  post_app_sharing_did_transfer: () => bindTo(other),
  put_app_sharing_idalias: () => shareFrom(keeper, { type: 0, uid: other.uid }),
  delete_app_sharing_id: () => shareFrom(keeper, { type: 0, uid: other.uid }),
  put_app_sharing_id: () => shareFrom(other, { type: 0, uid: keeper.uid }),
  get_app_sharing_code: () => shareFrom(other, { type: 1 }),
  post_app_sharing_code: () => shareFrom(other, { type: 1 }),
  put_app_messages_id: messageToKeeper,
  delete_app_logout: actAsSomebodyNew,
  put_app_users: actAsSomebodyNew,
  post_app_reset_password: actAsSomebodyNew,
  put_app_verify_codes: sendCode,
  post_app_verify_codes: readCaptcha,
};

/** Elsewhere attrs are values by name. */
async function nameNumbers(): Promise<void> {
  knownValues.set('attrs', ['target_temperature']);
}

interface AppUser {
  readonly uid: string;
  readonly token: string;
}

/** What is read of answers of /app. */
interface AppAnswer extends AppUser {
  readonly passcode: string;
  readonly id: number | null;
  readonly qr_content: string | null;
  readonly captcha_id: string;
  readonly objects: readonly { readonly id: string }[];
}

let appid: string;
/** Who calls /app, and somebody else. */
let keeper: AppUser;
let other: AppUser;

async function callApp(method: string, path: string, { body, user }: { body?: object; user?: AppUser } = {}) {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/app${path}`, {
    method,
    headers: {
      ...fromSomewhere(),
      'x-gizwits-application-id': appid,
      'x-gizwits-timestamp': String(knownValues.get('timestamp')?.[0]),
      'x-gizwits-signature': String(knownValues.get('signature')?.[0]),
      'x-gizwits-application-auth': String(knownValues.get('application_auth')?.[0]),
      'x-gizwits-application-token': String(knownValues.get('application_token')?.[0]),
      ...(user && { 'x-gizwits-user-token': user.token }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as AppAnswer;
}

function bindTo(user: AppUser) {
  const { productKey } = customer.greenhouse;
  return callApp('POST', '/bind_mac', { user, body: { product_key: productKey, mac } });
}

/** Of who owns the device then; what the sharing is known by is known afterwards. */
async function shareFrom(owner: AppUser, sharing: object): Promise<void> {
  if (owner !== keeper) await unbindEverybody();
  await bindTo(owner);
  const { id, qr_content: content } = await callApp('POST', '/sharing', {
    user: owner,
    body: { did: device.did, ...sharing },
  });
  if (id) knownValues.set('id', [id]);
  if (content) knownValues.set('code', [content.slice(-32)]);
}

/** Which is known afterwards. No sharing stays. */
async function messageToKeeper(): Promise<void> {
  await shareFrom(other, { type: 0, uid: keeper.uid });
  await callApp('DELETE', `/sharing/${knownValues.get('id')![0]}`, { user: other });
  const { objects } = await callApp('GET', '/messages?type=1', { user: keeper });
  knownValues.set('id', [objects[0]!.id]);
}

let people = 0;

/** Somebody with a password, an address and a phone of his own, to which a code has been sent. */
async function actAsSomebodyNew(): Promise<void> {
  people += 1;
  const email = `keeper-${people}@example.com`;
  const [password] = knownValues.get('password')!;
  const user = await callApp('POST', '/users', { body: { email, password } });
  await makeQuickToCheck(user, String(password));
  const [phone] = knownValues.get('phone')!;
  const code = await sendCode();
  await callApp('PUT', '/users', { user, body: { phone, code } });
  knownValues.set('user_token', [user.token]);
  knownValues.set('email', [email]);
  knownValues.set('code', [await sendCode()]);
}

/** His password is checked hundreds of times. */
async function makeQuickToCheck({ uid }: AppUser, password: string): Promise<void> {
  const hash = quickPasswordHash(password);
  await server.query('update app_user set password_hash = $2 where uid = $1', [uid, hash]);
}

/** As a person would. */
async function readCaptcha(): Promise<void> {
  const { captcha_id: id } = await callApp('GET', '/verify/codes');
  const seal = new SecretSeal(await readSealingKey(join(server.dataDir, 'sealing-key')));
  knownValues.set('captcha_id', [id]);
  knownValues.set('captcha_code', [captchaDigits(seal, id)]);
}

/** To the phone that is known. */
async function sendCode(): Promise<string> {
  const [phone] = knownValues.get('phone')!;
  await callApp('POST', '/sms_code', { body: { phone } });
  const { code } = JSON.parse(receiver.received.at(-1)!.body);
  knownValues.set('sms_code', [code]);
  return code;
}

async function unbindEverybody(): Promise<void> {
  const prefix = `/v1/products/${customer.greenhouse.productKey}`;
  const api = new ApiClient({ server, prefix, authorization: String(knownValues.get('token')?.[0]) });
  for (const { uid } of [keeper, other])
    await api.call('DELETE', '/devices/bindings', { uid, appid, dids: [device.did] });
}

let phones = 0;

/** The device is the keeper's alone, the signature is of now, and no code has been sent to the phone. */
async function prepareApp(): Promise<void> {
  const nowS = Math.floor(Date.now() / 1000);
  const { productSecret } = customer.greenhouse;
  knownValues.set('user_token', [keeper.token]);
  phones += 1;
  knownValues.set('phone', [String(13_800_000_000 + phones)]);
  knownValues.set('email', ['nobody@example.com']);
  for (const name of ['code', 'sms_code']) knownValues.set(name, ['123456']);
  knownValues.set('timestamp', [nowS]);
  knownValues.set('signature', [bindSignature(productSecret, String(nowS))]);
  knownValues.set('start_time', [nowS - 60]);
  knownValues.set('end_time', [nowS]);
  await unbindEverybody();
  await bindTo(keeper);
}

let addresses = 0;
/** Every call from another address: what a wrong one uses up of its turns is none of the next one's. */
function fromSomewhere(): Record<string, string> {
  addresses += 1;
  return { 'x-forwarded-for': `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}` };
}

async function prepare({ operationId }: ContractOperation): Promise<void> {
  knownValues.set('attrs', [{ heater: true }]);
  await secretsCall('POST', '/association');
  const { body } = await secretsCall('POST', '/access_token');
  knownValues.set('token', [`token ${body.token}`]);
  if (operationId.includes('_app_')) await prepareApp();
  await preparations[operationId]?.();
}

function secretsCall(method: 'POST' | 'DELETE', path: string) {
  const { enterpriseId, enterpriseSecret, greenhouse } = customer;
  return new ApiClient({ server, prefix: `/v1/products/${greenhouse.productKey}` }).call(method, path, {
    enterprise_id: enterpriseId,
    enterprise_secret: enterpriseSecret,
    product_secret: greenhouse.productSecret,
  });
}

/** Mostly what is known under the name, so that calls get beyond the first check. */
function known(name: string): fc.Arbitrary<unknown> | undefined {
  const values = knownValues.get(name);
  return (
    values && fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, fc.string({ maxLength: 40 }))
  );
}

interface CallAnswer {
  readonly status: number;
  readonly body: unknown;
}

async function send(
  operation: ContractOperation,
  call: ContractCall,
  headers: Record<string, string>,
): Promise<CallAnswer> {
  const url = `http://127.0.0.1:${server.httpPort}${addressOf(operation, call)}`;
  const { method } = operation;
  const response = await fetch(url, {
    method,
    headers: { ...fromSomewhere(), ...headers },
    ...(call.body !== undefined && { body: call.body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** The headers of the first way to call it that the document lists. */
function headersOf({ security: [way = {}] }: ContractOperation): Record<string, string> {
  const { securitySchemes } = document.components;
  return Object.fromEntries(
    Object.keys(way).map((scheme) => [
      securitySchemes[scheme].name,
      String(knownValues.get(scheme)?.[0] ?? ''),
    ]),
  );
}

/** Keeps what may be of use to other operations: the latest few values of each field that identifies something. */
function learn(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body)) {
    if (/^(gid|uid|device_sn)$/.test(name) && typeof value === 'string') {
      knownValues.set(name, [value, ...(knownValues.get(name) ?? [])].slice(0, 3));
    }
    learn(value);
  }
}

function refuseUndeclared(operation: ContractOperation, { status, body }: CallAnswer): void {
  expect(status, JSON.stringify(body)).not.toBe(500);
  expect(checker.complaintAbout(operation, status, body)).toBeUndefined();
}

test('the server serves the document of test/golden', async () => {
  const served = await fetch(`http://127.0.0.1:${server.httpPort}/openapi.json`);
  expect(await served.json()).toEqual(document);
});

describe.each(operations.map((operation) => [operation.operationId, operation] as const))(
  '%s',
  (_, operation) => {
    test('answers calls that keep to the document with what it declares, and some of them with success', async () => {
      await prepare(operation);
      let successes = 0;
      const call = async (generated: ContractCall) => {
        const answer = await send(operation, generated, headersOf(operation));
        refuseUndeclared(operation, answer);
        if (answer.status >= 300) return;
        successes += 1;
        learn(answer.body);
      };
      await fc.assert(fc.asyncProperty(validCalls(operation, known), call), { seed, numRuns: 40 });
      expect(successes).toBeGreaterThan(0);
    });

    test('answers calls that break the document with a declared refusal, never with a fault', async () => {
      await prepare(operation);
      const call = async (generated: ContractCall) =>
        refuseUndeclared(operation, await send(operation, generated, headersOf(operation)));
      await fc.assert(fc.asyncProperty(brokenCalls(operation, known), call), { seed, numRuns: 80 });
    });

    test('answers calls without the right headers with a declared refusal', async () => {
      const names = Object.keys(headersOf(operation));
      if (names.length === 0) return;
      await prepare(operation);
      const headers = fc.dictionary(fc.constantFrom(...names), fc.stringMatching(/^[!-~]{0,40}$/));
      const call = async ([generated, wrong]: [ContractCall, Record<string, string>]) => {
        const answer = await send(operation, generated, wrong);
        refuseUndeclared(operation, answer);
        expect(answer.status).toBeGreaterThanOrEqual(400);
      };
      const calls = fc.tuple(validCalls(operation, known), headers);
      await fc.assert(fc.asyncProperty(calls, call), { seed, numRuns: 10 });
    });
  },
);

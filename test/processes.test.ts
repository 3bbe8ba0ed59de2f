import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { encodeStatus, type RawValues } from '../src/codec/device-side.ts';
import { encodeFrame } from '../src/codec/frame.ts';
import { frameCommand } from '../src/codec/frame-command.ts';
import { newDid } from '../src/model/identifiers.ts';
import { signToken } from '../src/model/sign-token.ts';
import { ApiClient } from './api-client.ts';
import { CountingFleet } from './counting-fleet.ts';
import { adminApi, type Customer, type CustomerProduct, createCustomer } from './customer.ts';
import { type DeviceCredentials, HandDrivenDevice } from './hand-driven-device.ts';
import { isRunning, workerProcessIds } from './process-table.ts';
import { ServerProcess } from './server-process.ts';

/** One installation in three processes on the same ports. Every call comes on a connection of its own. */
const processCount = 3;
const options = { env: { QIYUN_PROCESSES: String(processCount) } };
/** From the end of a process to its devices being shown offline. */
const freedMs = 5_000;
/** From when a process hangs to its end. */
const noticedMs = 30_000;
/** From there to another process in its place, which has to start on a machine that is busy with tests. */
const replacedMs = 20_000;

let server: ServerProcess;
let customer: Customer;

beforeAll(async () => {
  server = await ServerProcess.start(options);
  customer = await createCustomer(server);
});
afterAll(() => server.remove());

async function importDevice({ productKey }: CustomerProduct): Promise<DeviceCredentials> {
  const credentials = { did: newDid(), passcode: 'ABCDEFGHIJ' };
  await adminApi(server).post(`/products/${productKey}/devices`, {
    devices: [{ mac: credentials.did, ...credentials }],
  });
  return credentials;
}

async function connect(credentials: DeviceCredentials): Promise<HandDrivenDevice> {
  const device = await HandDrivenDevice.connect(server, credentials);
  onTestFinished(() => device.end());
  return device;
}

/** The epochs of the processes that hold the present or last session of each device. */
async function processesOf(dids: readonly string[]): Promise<number[]> {
  const rows = await server.query<{ epoch: number }>(
    `select (session_seq / 4294967296)::int as epoch from device_standing join device_did using (device_id)
     where did = any($1)`,
    [dids],
  );
  return rows.map(({ epoch }) => epoch);
}

/** Connects again until another process than this one has the device. */
async function connectElsewhere(credentials: DeviceCredentials, epoch: number): Promise<HandDrivenDevice> {
  for (;;) {
    const device = await connect(credentials);
    if ((await processesOf([credentials.did]))[0] !== epoch) return device;
    device.end();
  }
}

function report({ layout }: CustomerProduct, values: RawValues): Buffer {
  return encodeFrame({ command: frameCommand.report, payload: encodeStatus(layout, values, 'report') });
}

function count(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** One process may well accept all connections that come at the same time. */
const callsAtOnce = 10;

/** Calls, some at a time. The processes that answered are told apart by the first part of their request ids. */
async function callMany(times: number, call: () => ReturnType<ApiClient['call']>) {
  const answers: Awaited<ReturnType<typeof call>>[] = [];
  while (answers.length < times) {
    const length = Math.min(callsAtOnce, times - answers.length);
    answers.push(...(await Promise.all(Array.from({ length }, call))));
  }
  const processes = new Set(answers.map(({ headers }) => headers.get('x-request-id')!.split('-')[0]!));
  return { answers, processes };
}

/** Resolves when callers have been answered by that many processes. */
async function untilAllServe(): Promise<void> {
  const call = () => customer.valve.api.call('GET', '/datapoint');
  const seen = async () => (await callMany(50, call)).processes.size;
  await expect.poll(seen, { timeout: replacedMs }).toBe(processCount);
}

describe('devices', () => {
  test('and callers are spread over all processes', async () => {
    const fleet = await CountingFleet.create(server, customer.valve, 100);
    const dids = fleet.devices.map(({ did }) => did);
    const epochs = new Set<number>();
    for (let round = 0; round < 20 && epochs.size < processCount; round++) {
      const load = fleet.createLoad({ window: 1 });
      await load.connect();
      for (const epoch of await processesOf(dids)) epochs.add(epoch);
      load.stop();
    }
    expect(epochs.size).toBe(processCount);
    await untilAllServe();
  });

  test('that move to another process leave a log in order and lose nothing', {
    timeout: 60_000,
  }, async () => {
    const credentials = await importDevice(customer.valve);
    const { api } = customer.valve;
    const epochs = new Set<number>();
    let sessions = 0;
    for (; sessions < 20 || epochs.size < processCount; sessions++) {
      const device = await connect(credentials);
      epochs.add((await processesOf([credentials.did]))[0]!);
      const litres = new Map([['litres_total', sessions + 1]]);
      await device.publish(report(customer.valve, litres), sessions % 2 === 0 ? 0 : 1);
      await device.fence();
    }
    const online = await api.everyPage(`/devices/${credentials.did}/online?limit=1000&sort=asc`);
    expect(online.map(({ type }) => type)).toEqual(
      count(2 * sessions - 1).map((n) => (n % 2 === 1 ? 'dev_online' : 'dev_offline')),
    );
    const reasons = online.flatMap(({ type, payload }) => (type === 'dev_offline' ? payload.reason : []));
    expect(new Set(reasons)).toEqual(new Set(['offline_force']));
    const data = await api.everyPage(`/devices/${credentials.did}/data?limit=1000&sort=asc`);
    expect(data.map(({ attrs }) => attrs.litres_total)).toEqual(count(sessions));
  });

  test('that connect many times at once have exactly one session afterwards', async () => {
    const credentials = await importDevice(customer.valve);
    for (let round = 0; round < 5; round++) {
      const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => connect(credentials)));
      const connected = attempts.flatMap((attempt) =>
        attempt.status === 'fulfilled' ? [attempt.value] : [],
      );
      await expect.poll(() => connected.filter(({ isConnected }) => isConnected).length).toBe(1);
    }
    const { api } = customer.valve;
    const objects = await api.everyPage(`/devices/${credentials.did}/online?limit=1000&sort=asc`);
    expect(objects.map(({ type }) => type)).toEqual(
      count(objects.length).map((n) => (n % 2 === 1 ? 'dev_online' : 'dev_offline')),
    );
    expect(objects.at(-1)).toMatchObject({ type: 'dev_online' });
  });

  test('take their alarms along: what was raised in one process is not raised again in another', async () => {
    const credentials = await importDevice(customer.greenhouse);
    let epoch = 0;
    for (let session = 0; session < 10; session++) {
      const device = await connectElsewhere(credentials, epoch);
      [epoch = 0] = await processesOf([credentials.did]);
      const isFrost = session < 9 ? 1 : 0;
      await device.publish(report(customer.greenhouse, new Map([['frost', isFrost]])), 0);
      await device.fence();
      // The connection is gone before the report is on disk, and the next one comes at once.
      device.end();
    }
    await expect
      .poll(() =>
        server.query(
          `select name, cleared_at is not null as is_cleared from alarm join device_did using (device_id)
           where did = $1`,
          [credentials.did],
        ),
      )
      .toEqual([{ name: 'frost', is_cleared: true }]);
  });

  test('get their commands whichever process is asked', async () => {
    const credentials = await importDevice(customer.greenhouse);
    const device = await connect(credentials);
    const { api } = customer.greenhouse;
    const control = () =>
      api.call('POST', `/devices/${credentials.did}/control`, { attrs: { heater: true } });
    const called = callMany(100, control);
    for (const position of count(100).keys()) await device.acknowledge(await device.command(position));
    const { answers, processes } = await called;
    expect(answers.map(({ status }) => status)).toEqual(count(100).map(() => 200));
    expect(processes.size).toBeGreaterThan(1);
    device.end();
    await expect
      .poll(async () => (await callMany(10, control)).answers.map(({ body }) => body.error_code))
      .toEqual(count(10).map(() => '5305'));
  });

  test('that sign are known by a nonce to all processes: over MQTT again and again, over HTTP once', async () => {
    const { did, passcode } = await importDevice(customer.valve);
    const { productKey } = customer.valve;
    const token = (nonce: string) => signToken({ productKey, mac: did.toLowerCase(), passcode, nonce });
    const epochs = new Set<number>();
    while (epochs.size < processCount) {
      const username = `${did}|signmethod=sha256,signnonce=MQTT`;
      const login = { clientId: did, username, password: token('MQTT'), reconnectPeriod: 0 };
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, login);
      epochs.add((await processesOf([did]))[0]!);
      await client.endAsync();
    }
    const ask = async (nonce: string) => {
      const headers = { 'X-Sign-Method': 'sha256', 'X-Sign-Nonce': nonce, 'X-Sign-Token': token(nonce) };
      const url = `http://127.0.0.1:${server.httpPort}/v2/devices/${did}/bootstrap`;
      return (await fetch(url, { headers })).status;
    };
    const statuses = (nonce: string) => Promise.all(count(callsAtOnce).map(() => ask(nonce)));
    expect((await statuses('HTTP')).filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(await statuses('MQTT'))).toEqual(new Set([403]));
  });
});

describe('devices that nobody knows', () => {
  let productKey: string;
  beforeAll(async () => {
    ({ productKey } = (await createCustomer(server)).valve);
    const adoption_until = Math.floor(Date.now() / 1000) + 3_600;
    await adminApi(server).patch(`/products/${productKey}`, { adoption_until });
  });

  async function comeIn(credentials: DeviceCredentials): Promise<HandDrivenDevice> {
    const device = await connect(credentials);
    await device.namesProduct(productKey);
    return device;
  }

  /** How many wait at each process. */
  async function waitingByProcess(): Promise<number[]> {
    const headers = { connection: 'close', authorization: `Bearer ${server.adminToken}` };
    const answer = await fetch(`http://127.0.0.1:${server.httpPort}/metrics`, { headers });
    const lines = (await answer.text()).matchAll(/^qiyun_device_sessions_waiting\{.*\} (\d+)$/gm);
    return [...lines].map(([, count]) => Number(count));
  }

  /** As many as it takes until some wait at one process and some at another: whoever decides, decides for another, too. */
  async function waitingApart() {
    const waiting: { credentials: DeviceCredentials; device: HandDrivenDevice }[] = [];
    let counts: number[] = [];
    while (counts.filter(Boolean).length < 2) {
      const credentials = { did: newDid(), passcode: 'ABCDEFGHIJ' };
      waiting.push({ credentials, device: await comeIn(credentials) });
      const waitingCount = async () => {
        counts = await waitingByProcess();
        return counts.reduce((sum, count) => sum + count, 0);
      };
      await expect.poll(waitingCount, { timeout: 5_000 }).toBe(waiting.length);
    }
    return waiting;
  }

  const decide = (verdict: 'approve' | 'refuse', body: object) =>
    adminApi(server).post(`/products/${productKey}/waiting_devices/${verdict}`, body);

  test('wait at one process, are approved through another, come back to any and count', async () => {
    const waiting = await waitingApart();
    const dids = waiting.map(({ credentials: { did } }) => did);
    await decide('approve', { devices: dids.map((did) => ({ did, mac: did })) });
    await expect.poll(() => waiting.filter(({ device }) => device.isConnected)).toEqual([]);
    for (const { credentials } of waiting) {
      const device = await comeIn(credentials);
      await device.publish(report(customer.valve, new Map([['litres_total', 7]])), 1);
    }
    const rows = await server.query<{ count: number }>(
      'select count(*)::int from frame join device_did using (device_id) where did = any($1)',
      [dids],
    );
    expect(rows).toEqual([{ count: waiting.length }]);
  });

  test('that are refused through one process are cut by all and stay outside of all', async () => {
    const waiting = await waitingApart();
    await decide('refuse', { dids: waiting.map(({ credentials: { did } }) => did) });
    await expect.poll(() => waiting.filter(({ device }) => device.isConnected)).toEqual([]);
    for (const { credentials } of waiting)
      for (let attempt = 0; attempt < 5; attempt++) await expect(comeIn(credentials)).rejects.toThrow();
  });

  test('wait up to one limit, not to one for each process', async () => {
    const limit = 5_000;
    await server.query(
      `insert into waiting_device (did, product_id, passcode_sealed, client_ip, client_network, first_seen_at, last_seen_at)
       select lpad(n::text, 22, '0'), p.id, '', '127.0.0.1', '127.0.0.1', now(), now()
       from product p, generate_series(1, $2::int) n where p.product_key = $1`,
      [productKey, limit - 1],
    );
    const attempts = Array.from({ length: 20 }, () => comeIn({ did: newDid(), passcode: 'ABCDEFGHIJ' }));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { meta } = await adminApi(server).get(`/products/${productKey}/waiting_devices?limit=1`);
    expect(meta.total).toBe(limit);
  });
});

describe('an installation of several processes', () => {
  test('knows a change of an administrator everywhere as soon as he has his answer', async () => {
    const admin = adminApi(server);
    const answering = new Set<string>();
    for (let round = 0; round < 5; round++) {
      const { enterprise_id, enterprise_secret } = await admin.post('/enterprises', { name: `新 ${round}` });
      const product = await admin.post(`/enterprises/${enterprise_id}/products`, { name: '新' });
      const api = new ApiClient({ server, prefix: `/v1/products/${product.product_key}` });
      const logIn = () =>
        api.call('POST', '/access_token', {
          enterprise_id,
          enterprise_secret,
          product_secret: product.product_secret,
        });
      const { answers, processes } = await callMany(20, logIn);
      expect(answers.map(({ status }) => status)).toEqual(count(20).map(() => 201));
      for (const process of processes) answering.add(process);
      await admin.post(`/enterprises/${enterprise_id}/rotate_secret`);
      const { answers: late } = await callMany(5, logIn);
      expect(late.map(({ body }) => body.error_code)).toEqual(count(5).map(() => '5004'));
    }
    expect(answering.size).toBeGreaterThan(1);
  });

  test('has room in its database for all connections that its processes may open', async () => {
    const [row] = await server.query<{ max: number }>(
      "select setting::int as max from pg_settings where name = 'max_connections'",
    );
    expect(row!.max).toBeGreaterThanOrEqual(12 * processCount + 3);
  });

  test('has one quota: not a call more, over all of them', async () => {
    const { enterpriseId, greenhouse } = await createCustomer(server);
    const quota = 100;
    await adminApi(server).patch(`/enterprises/${enterpriseId}`, { hourly_quota: quota });
    const before = await greenhouse.api.call('GET', '/datapoint');
    const remaining = Number(before.headers.get('x-ratelimit-remaining'));
    const { answers, processes } = await callMany(quota + 50, () => greenhouse.api.call('GET', '/datapoint'));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(remaining);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ body }) => body.error_code))).toEqual(new Set(['5013']));
    expect(processes.size).toBeGreaterThan(1);
  });

  test('has one throttle of failed authentications per address', async () => {
    const product_secret = 'x'.repeat(32);
    const attempt = () =>
      customer.valve.api.call('POST', '/access_token', {
        enterprise_id: customer.enterpriseId,
        enterprise_secret: product_secret,
        product_secret,
      });
    const startedAt = performance.now();
    const { answers, processes } = await callMany(100, attempt);
    const refilled = Math.ceil((performance.now() - startedAt) / 1000);
    const tried = answers.filter(({ body }) => body.error_code !== '5013').length;
    expect(tried).toBeLessThanOrEqual(60 + refilled);
    expect(processes.size).toBeGreaterThan(1);
  });
});

/** Devices that report as fast as they are acknowledged, and come back when they are cut off. */
async function reportingFleet() {
  const fleet = await CountingFleet.create(server, customer.valve, 100);
  const load = fleet.createLoad({ window: 4, reconnectPauseMs: 50 });
  onTestFinished(() => load.stop());
  await load.connect();
  load.begin();
  await load.untilAcknowledged(2_000, 20_000);
  return { fleet, load };
}

describe('when a process is killed under load', () => {
  test('nothing acknowledged is lost, its devices are freed and another takes its place', {
    timeout: 60_000,
  }, async () => {
    const { fleet, load } = await reportingFleet();
    for (const workerId of workerProcessIds(server)) {
      process.kill(workerId, 'SIGKILL');
      await load.untilAcknowledged(load.acknowledged + 2_000, 20_000);
      await expect.poll(() => workerProcessIds(server), { timeout: replacedMs }).toHaveLength(2);
    }
    await untilAllServe();
    expect(load.lostConnections).toBeGreaterThan(0);
    await fleet.settle(load);
    expect(await fleet.devicesWithLoss()).toEqual([]);
    expect(await fleet.devicesWithOldState()).toEqual([]);
    await expectOrderedPresence(fleet);
  });

  test('one that hangs is ended and replaced, and its devices come back elsewhere', {
    timeout: 90_000,
  }, async () => {
    const { fleet, load } = await reportingFleet();
    const [hung, ...others] = workerProcessIds(server);
    process.kill(hung!, 'SIGSTOP');
    await expect.poll(() => isRunning(hung!), { timeout: noticedMs }).toBe(false);
    await expect.poll(() => workerProcessIds(server), { timeout: replacedMs }).toHaveLength(2);
    expect(workerProcessIds(server)).toEqual(expect.arrayContaining(others));
    await untilAllServe();
    await fleet.settle(load);
    expect(await fleet.devicesWithLoss()).toEqual([]);
    await expectOrderedPresence(fleet);
  });

  test('its devices that stay away are shown offline by offline_exception', { timeout: 60_000 }, async () => {
    const fleet = await CountingFleet.create(server, customer.valve, 100);
    const load = fleet.createLoad({ window: 1 });
    await load.connect();
    onTestFinished(() => load.stop());
    for (const workerId of workerProcessIds(server)) process.kill(workerId, 'SIGKILL');
    await expect.poll(() => load.lostConnections).toBeGreaterThan(0);
    const countOnline = async () => {
      const [row] = await server.query<{ online: number }>(
        `select count(*)::int as online from device_standing join device_did using (device_id)
         where is_online and did = any($1)`,
        [fleet.devices.map(({ did }) => did)],
      );
      return row!.online;
    };
    const countAccounted = async () => (await countOnline()) + load.lostConnections;
    await expect.poll(countAccounted, { timeout: freedMs }).toBe(100);
    const ends = await server.query<{ reason: string }>(
      `select distinct reason from presence_event join device_did using (device_id)
       where not is_online and did = any($1)`,
      [fleet.devices.map(({ did }) => did)],
    );
    expect(ends).toEqual([{ reason: 'offline_exception' }]);
    await untilAllServe();
  });
});

/** Each device's log alternates online and offline. */
async function expectOrderedPresence(fleet: CountingFleet): Promise<void> {
  const disordered = await server.query(
    `select device_id from (
       select device_id, is_online, lag(is_online, 1, false) over (partition by device_id order by occurred_at, seq) as was
       from presence_event join device_did using (device_id) where did = any($1)
     ) e where is_online = was`,
    [fleet.devices.map(({ did }) => did)],
  );
  expect(disordered).toEqual([]);
}

describe('the end of the first process', () => {
  test('by kill -9 ends the others at once, and the next start goes on', async () => {
    const fleet = await CountingFleet.create(server, customer.valve, 50);
    const load = fleet.createLoad({ window: 4 });
    await load.connect();
    load.begin();
    await load.untilAcknowledged(1_000, 20_000);
    const workerIds = workerProcessIds(server);
    await server.kill('SIGKILL');
    await expect.poll(() => workerIds.filter(isRunning), { timeout: 2_000 }).toEqual([]);
    await fleet.settle(load);
    await server.start(options);
    expect(workerProcessIds(server)).toHaveLength(processCount - 1);
    expect(await fleet.devicesWithLoss()).toEqual([]);
    await expectOrderedPresence(fleet);
  });

  const stops = [
    ['SIGTERM', () => server.kill('SIGTERM')],
    ['Ctrl-C', () => server.interrupt()],
  ] as const;
  test.each(stops)(
    'by %s is clean: exit code 0, nothing said, every session ended in the log',
    async (_, stop) => {
      const fleet = await CountingFleet.create(server, customer.valve, 50);
      const load = fleet.createLoad({ window: 4 });
      await load.connect();
      load.begin();
      await load.untilAcknowledged(1_000, 20_000);
      const workerIds = workerProcessIds(server);
      expect(await stop()).toEqual({ code: 0, signal: null, errorOutput: '' });
      expect(workerIds.filter(isRunning)).toEqual([]);
      await fleet.settle(load);
      await server.start(options);
      expect(await fleet.devicesWithLoss()).toEqual([]);
      expect(await fleet.devicesWithOldState()).toEqual([]);
      const [row] = await server.query(
        `select count(*) filter (where is_online)::int as begun, count(*) filter (where not is_online)::int as ended,
         array_agg(distinct reason) filter (where not is_online) as reasons
       from presence_event join device_did using (device_id) where did = any($1)`,
        [fleet.devices.map(({ did }) => did)],
      );
      expect(row).toEqual({ begun: 50, ended: 50, reasons: ['offline_exception'] });
    },
  );
});

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as moment } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { LoadGenerator } from '../src/simulator/load-generator.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/store/embedded/embedded-postgres.ts';
import { CountingFleet } from './counting-fleet.ts';
import { type Customer, createCustomer } from './customer.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';

/** The server on a PostgreSQL that is not its own, reached by URL: what happens to it is none of the server's doing. */
const deviceCount = 20;
const recoveryMs = 5_000;

let folder: string;
let port: number;
let postgres: EmbeddedPostgres;
let server: ServerProcess;
let customer: Customer;
let fleet: CountingFleet;
let load: LoadGenerator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qiyun-your-database-'));
  port = await freePort();
  postgres = await startPostgres();
  const { user, password, database } = postgres.connection;
  const url = `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  server = await ServerProcess.start({ env: { QIYUN_DATABASE_URL: url, QIYUN_PROCESSES: '1' } });
  customer = await createCustomer(server);
});
afterAll(async () => {
  await server.remove();
  await postgres.stop();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  fleet = await CountingFleet.create(server, customer.valve, deviceCount);
  load = fleet.createLoad({ window: 8 });
  onTestFinished(() => load.stop());
  await load.connect();
  load.begin();
  await load.untilAcknowledged(20 * deviceCount, 20_000);
});

test('stopped and started again under load: nothing is lost, no session ends, all goes on within five seconds', async () => {
  await postgres.stop();
  const acknowledged = load.acknowledged;
  expect(await readiness()).toBe(503);
  await moment(2_000);
  expect(load.acknowledged).toBe(acknowledged);
  postgres = await startPostgres();
  await expectRecovery();
});

test('standing still under load: nothing is lost, no session ends, all goes on within five seconds', async () => {
  const stopped = postgresProcesses();
  for (const processId of stopped) process.kill(processId, 'SIGSTOP');
  const acknowledged = load.acknowledged;
  await vi.waitFor(async () => expect(await readiness()).toBe(503), { timeout: 10_000, interval: 500 });
  for (const processId of stopped) process.kill(processId, 'SIGCONT');
  expect(load.acknowledged - acknowledged).toBeLessThanOrEqual(8 * deviceCount);
  await expectRecovery();
});

test('with every connection of the API in use: others are told to come again in seconds, and devices notice nothing', async () => {
  const client = await connect();
  onTestFinished(() => client.end());
  await client.query('begin; lock table device in access exclusive mode');
  const begunAtMs = performance.now();
  const calls = Array.from({ length: 40 }, () => customer.valve.api.call('GET', '/devices/search?limit=1'));
  const refused = (await firstAnswers(calls, 30)).map(({ status, headers, body }) => {
    return [status, body.error_code, headers.get('retry-after')];
  });
  expect(refused).toEqual(Array(30).fill([503, '5409', '1']));
  // A call has a few statements, and each waits five seconds at most for a connection.
  expect(performance.now() - begunAtMs).toBeLessThan(15_000);
  await load.untilAcknowledged(load.acknowledged + 20 * deviceCount, recoveryMs);
  const { rows } = await client.query<{ searches: number }>(
    `select count(*)::int as searches from pg_stat_activity
     where wait_event_type = 'Lock' and query like 'select d.did, d.mac,%'`,
  );
  // Of the ten connections the server's own work may have one or two just then.
  const { searches } = rows[0]!;
  expect(searches).toBeOneOf([8, 9, 10]);
  await client.query('commit');
  const answers = await Promise.all(calls);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(searches);
  expect(answers.filter(({ status }) => status === 503)).toHaveLength(40 - searches);
  expect(await readiness()).toBe(200);
  expect(load.lostConnections).toBe(0);
});

async function expectRecovery(): Promise<void> {
  await load.untilAcknowledged(load.acknowledged + 20 * deviceCount, recoveryMs);
  await vi.waitFor(async () => expect(await readiness()).toBe(200), { timeout: recoveryMs });
  expect(load.lostConnections).toBe(0);
  const online = await customer.valve.api.get('/devices/search?is_online=1');
  expect(online.meta.total).toBe(deviceCount);
  await fleet.settle(load);
  for (const { did } of fleet.devices) {
    const counters = await fleet.readCounters(did);
    expect(counters).toEqual(counters.map((_, index) => index + 1));
    expect(counters.length).toBeGreaterThanOrEqual(fleet.acknowledgedThrough(did));
  }
}

/** Resolves when so many of the promises have, to what they resolved to. */
function firstAnswers<T>(promises: readonly Promise<T>[], count: number): Promise<T[]> {
  const answers: T[] = [];
  return new Promise((resolve, reject) => {
    for (const promise of promises) {
      promise.then((answer) => {
        answers.push(answer);
        if (answers.length === count) resolve([...answers]);
      }, reject);
    }
  });
}

async function readiness(): Promise<number> {
  return (await fetch(`http://127.0.0.1:${server.httpPort}/readyz`)).status;
}

function startPostgres(): Promise<EmbeddedPostgres> {
  const settings = { listen_addresses: '127.0.0.1', port: String(port) };
  return startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings });
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client(postgres.connection);
  await client.connect();
  return client;
}

/** The postmaster and all its children. */
function postgresProcesses(): number[] {
  const parent = String(postgres.processId);
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', parent], { encoding: 'utf8' });
  return [parent, ...children.trim().split('\n')].map(Number);
}

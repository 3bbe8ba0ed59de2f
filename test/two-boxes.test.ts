import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { CountingFleet } from './counting-fleet.ts';
import { type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';
import { StandbyPair } from './standby-pair.ts';

/** A server whose database commits on two boxes (docs/decisions/0024-two-boxes.md). */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const deviceCount = 20;
const oneProcess = { QIYUN_PROCESSES: '1' };

let pair: StandbyPair;
let server: ServerProcess;
let customer: Customer;
let fleet: CountingFleet;
/** Of the data folder, as the operator keeps it on the second box. */
let copiedFolder: string;

beforeAll(async () => {
  pair = await StandbyPair.start();
  server = await ServerProcess.start({ env: { ...oneProcess, QIYUN_DATABASE_URL: pair.first.url } });
  copiedFolder = await mkdtemp(join(tmpdir(), 'qiyun-copied-'));
  await cp(server.dataDir, copiedFolder, { recursive: true });
  customer = await createCustomer(server);
  fleet = await CountingFleet.create(server, customer.valve, deviceCount);
});
afterAll(async () => {
  await server?.remove();
  await pair?.remove();
  await rm(copiedFolder, { recursive: true, force: true });
});

async function startLoad() {
  const load = fleet.createLoad({ window: 8 });
  onTestFinished(() => load.stop());
  await load.connect();
  load.begin();
  await load.untilAcknowledged(20 * deviceCount, 30_000);
  return load;
}

/** Ids of the ingest's connections that have committed and wait for the second box. */
async function waitingCommits(): Promise<number[]> {
  const rows = await pair.first.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'qiyun ingest' and wait_event = 'SyncRep'`,
  );
  return rows.map(({ pid }) => pid);
}

async function readiness(): Promise<number> {
  return (await fetch(`http://127.0.0.1:${server.httpPort}/readyz`)).status;
}

async function countersWithLoss(): Promise<string[]> {
  const lost: string[] = [];
  for (const { did } of fleet.devices) {
    const through = fleet.acknowledgedThrough(did);
    const counters = new Set(await fleet.readCounters(did));
    for (let counter = 1; counter <= through; counter++)
      if (!counters.has(counter)) lost.push(`${did} ${counter}`);
  }
  return lost;
}

test('without the second box nothing is acknowledged, also when the commit is found on the first one alone', async () => {
  const load = await startLoad();
  await pair.second.stop();
  await expect.poll(waitingCommits, { timeout: 20_000 }).toHaveLength(1);
  const [waiting] = await waitingCommits();
  // Acknowledgements of what came before it may still be on their way.
  const [before] = await pair.first.query<{ frames: number }>(
    'select count(*)::integer as frames from frame',
  );
  await expect.poll(() => load.acknowledged).toBe(before!.frames);
  const { acknowledged } = load;
  // Its transaction is on the first disk: who writes it again is told that it is there.
  await pair.first.query(`select pg_terminate_backend(${waiting}, 5000)`);
  const others = async () => (await waitingCommits()).filter((pid) => pid !== waiting);
  await expect.poll(others, { timeout: 20_000 }).toHaveLength(1);
  expect(load.acknowledged).toBe(acknowledged);
  await expect.poll(readiness, { timeout: 30_000, interval: 500 }).toBe(503);
  expect(load.acknowledged).toBe(acknowledged);

  await pair.second.start();
  await load.untilAcknowledged(acknowledged + 20 * deviceCount, 30_000);
  await expect.poll(readiness, { timeout: 20_000 }).toBe(200);
  expect(load.lostConnections).toBe(0);
  await fleet.settle(load);
  expect(await countersWithLoss()).toEqual([]);
});

test('everything acknowledged is on the second box when the first is gone with its disk in the middle of the load', async () => {
  const load = await startLoad();
  await Promise.all([server.kill('SIGKILL'), pair.first.destroy()]);
  await fleet.settle(load);
  await rm(server.dataDir, { recursive: true });

  await cp(copiedFolder, server.dataDir, { recursive: true });
  await pair.second.query('select pg_promote()');
  await server.start({ env: { ...oneProcess, QIYUN_DATABASE_URL: pair.second.url } });
  expect(fleet.acknowledgedTotal).toBeGreaterThan(20 * deviceCount);
  expect(await countersWithLoss()).toEqual([]);
  const goingOn = await startLoad();
  await fleet.settle(goingOn);
  const online = await customer.valve.api.get('/devices/search?is_online=1');
  expect(online.meta.total).toBe(0);
});

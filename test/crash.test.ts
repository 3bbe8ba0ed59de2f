import { setTimeout as moment } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LoadGenerator } from '../src/simulator/load-generator.ts';
import { SeededRandom } from '../src/simulator/seeded-random.ts';
import { CountingFleet } from './counting-fleet.ts';
import { type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

// A start takes a second or two, and several times that on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const rounds = Number(process.env.QIYUN_CRASH_ROUNDS ?? 10);
const seed = Number(process.env.QIYUN_CRASH_SEED ?? Date.now() % 1_000_000);
const deviceCount = 200;
/** Also where there is one core only. */
const twoProcesses = { env: { QIYUN_PROCESSES: '2' } };
/** What the database has to take before its end is counted as survived. */
const messagesAfterRecovery = 1_000;

type Death = 'the server dies' | 'PostgreSQL dies' | 'both die' | 'one of its processes dies';

/** By the last digit of the round; in the others the server dies. In the end it dies in every round. */
const otherDeaths: Readonly<Record<number, Death>> = {
  4: 'PostgreSQL dies',
  6: 'one of its processes dies',
  8: 'both die',
};

let server: ServerProcess;
let customer: Customer;
let fleet: CountingFleet;

beforeAll(async () => {
  console.info(`crash test: QIYUN_CRASH_SEED=${seed}`);
  server = await ServerProcess.start(twoProcesses);
  customer = await createCustomer(server);
  fleet = await CountingFleet.create(server, customer.valve, deviceCount);
});
afterAll(() => server.remove());

test('the running database flushes before it commits, and writes whole pages', async () => {
  const settings = ['fsync', 'synchronous_commit', 'full_page_writes'];
  const rows = await server.query(
    'select name, setting from pg_settings where name = any($1) order by name',
    [settings],
  );
  expect(rows).toEqual(settings.sort().map((name) => ({ name, setting: 'on' })));
});

describe(`kill -9 under load, seed ${seed}`, () => {
  for (let round = 1; round <= rounds; round++) {
    const death = otherDeaths[round % 10] ?? 'the server dies';
    test(`round ${round}: nothing acknowledged is lost when ${death}`, async () => {
      const random = new SeededRandom(seed, round);
      const load = fleet.createLoad({ window: random.integer(2, 16), reconnectPauseMs: 50 });
      onTestFinished(() => load.stop());
      // Devices publish as soon as each is online, so that an early kill finds some on their way in.
      load.begin();
      const connected = load.connect();
      connected.catch(() => {});
      await moment(random.integer(50, 1_200));
      if (death === 'PostgreSQL dies') await outliveDatabase(load);
      if (death === 'one of its processes dies') await connected.then(() => outliveProcess(load));
      if (death === 'both die') process.kill((await server.postmasterId())!, 'SIGKILL');
      await server.kill('SIGKILL');
      await fleet.settle(load);
      await server.start(twoProcesses);
      expect(await devicesOnline()).toEqual({ shown: 0, unendedSessions: 0 });
      expect(await fleet.devicesWithLoss()).toEqual([]);
      expect(await fleet.devicesWithOldState()).toEqual([]);
    });
  }
});

/** The server starts the database again and goes on with the same devices. */
async function outliveDatabase(load: LoadGenerator): Promise<void> {
  process.kill((await server.postmasterId())!, 'SIGKILL');
  await load.untilAcknowledged(load.acknowledged + messagesAfterRecovery, 20_000);
}

/** The other process goes on, and the devices of the one that died come back on either. */
async function outliveProcess(load: LoadGenerator): Promise<void> {
  const openedBefore = await countOpenedSessions();
  const [, helper] = server.processIds();
  process.kill(helper!, 'SIGKILL');
  await expect.poll(() => load.lostConnections, { timeout: 5_000 }).toBeGreaterThan(0);
  const countAway = async () => openedBefore + load.lostConnections - (await countOpenedSessions());
  await expect.poll(countAway, { timeout: 10_000 }).toBe(0);
  await load.untilAcknowledged(load.acknowledged + messagesAfterRecovery, 20_000);
}

async function countOpenedSessions(): Promise<number> {
  const rows = await server.query<{ count: number }>(
    'select count(*)::int as count from presence_event where is_online',
  );
  return rows[0]!.count;
}

async function countOnline(): Promise<number> {
  return (await customer.valve.api.get('/devices/search?is_online=1&limit=1')).meta.total;
}

/** As the enterprise sees it, and by the log of sessions. No device has come back yet. */
async function devicesOnline(): Promise<{ shown: number; unendedSessions: number }> {
  const rows = await server.query<{ count: number }>(
    'select coalesce(sum(case when is_online then 1 else -1 end), 0)::int as count from presence_event',
  );
  return { shown: await countOnline(), unendedSessions: rows[0]!.count };
}

test('the enterprise reads every acknowledged counter, page by page', async () => {
  expect(fleet.acknowledgedTotal).toBeGreaterThan(deviceCount * rounds);
  for (const { did } of fleet.devices.slice(0, 3)) {
    const through = fleet.acknowledgedThrough(did);
    const counters = await fleet.readCounters(did);
    expect(counters.slice(0, through)).toEqual(Array.from({ length: through }, (_, index) => index + 1));
  }
});

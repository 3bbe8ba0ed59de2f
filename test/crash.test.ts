import { setTimeout as moment } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LoadGenerator } from '../src/simulator/load-generator.ts';
import { SeededRandom } from '../src/simulator/seeded-random.ts';
import { Database } from '../src/store/database.ts';
import { BusyPeople } from './busy-people.ts';
import { CountingFleet } from './counting-fleet.ts';
import { type CrashScene, setCrashScene, startGreenhouses } from './crash-scene.ts';
import { crashUndertakings } from './crash-undertakings.ts';
import { type Customer, type CustomerProduct, createCustomer } from './customer.ts';
import { workerProcessIds } from './process-table.ts';
import { recountEveryReport } from './recount-every-report.ts';
import { ServerProcess } from './server-process.ts';
import type { Undertaking } from './undertaking.ts';

// A start takes a second or two, and several times that on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const crashes = Number(process.env.QIYUN_CRASHES ?? 5);
const seed = Number(process.env.QIYUN_CRASH_SEED ?? Date.now() % 1_000_000);
const deviceCount = 60;
/** So that the log of a hundred crashes can be read after each. */
const messagesPerSecond = 3_000;
/** Also where there is one core only. */
const twoProcesses = { env: { QIYUN_PROCESSES: '2' } };
/** What has to be taken before an end is counted as survived. */
const messagesAfterRecovery = 300;
/** Less than a second or two where nothing else runs. */
const recoveryMs = 60_000;

/** Resolves when it is dead. */
type Kill = (random: SeededRandom) => Promise<unknown>;

/** The server goes on: it starts again what died. */
const survived: Readonly<Record<string, Kill>> = {
  'one of its processes': killWorker,
  'a process of PostgreSQL': killBackend,
  PostgreSQL: killPostmaster,
};
const fatal: Readonly<Record<string, Kill>> = {
  'the server': () => server.kill('SIGKILL'),
  'PostgreSQL and then the server': async () => {
    await killPostmaster();
    await server.kill('SIGKILL');
  },
  'the server, and again while it starts': async (random) => {
    await server.kill('SIGKILL');
    server.launch(twoProcesses);
    await moment(random.integer(0, 1_500));
    await server.kill('SIGKILL');
  },
};
const deaths = Object.keys({ ...fatal, ...survived });

let server: ServerProcess;
let customer: Customer;
let fleet: CountingFleet;
let scene: CrashScene;
let undertakings: Undertaking[];

beforeAll(async () => {
  console.info(`crash test: QIYUN_CRASHES=${crashes} QIYUN_CRASH_SEED=${seed}`);
  server = await ServerProcess.start(twoProcesses);
  customer = await createCustomer(server);
  fleet = await CountingFleet.create(server, customer.valve, deviceCount);
  scene = await setCrashScene(server, customer);
  undertakings = crashUndertakings(scene);
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

describe(`kill -9 under mixed load, seed ${seed}`, () => {
  for (const [index, death] of shuffledDeaths().entries()) {
    test(`crash ${index + 1}: nothing acknowledged is lost when it hits ${death}`, async () => {
      const random = new SeededRandom(seed, index);
      const load = fleet.createLoad({
        window: random.integer(2, 16),
        messagesPerSecond,
        reconnectPauseMs: 50,
      });
      onTestFinished(() => load.stop());
      const greenhouses = startGreenhouses(server, customer, random.integer(0, 1_000_000));
      const people = new BusyPeople(undertakings);
      onTestFinished(async () => void (await Promise.all([greenhouses.stop(), people.stop()])));
      // Devices publish as soon as each is online, so that an early kill finds some on their way in.
      load.begin();
      const connected = load.connect();
      connected.catch(() => {});
      if (death in survived) await connected;
      await moment(random.integer(50, 1_200));
      await (fatal[death] ?? survived[death])!(random);
      if (death in survived) await goOn(load);
      await fleet.settle(load);
      await Promise.all([greenhouses.stop(), people.stop()]);
      if (death in fatal) {
        await server.start(twoProcesses);
        // No device has come back yet.
        expect(await devicesOnline()).toEqual({ shown: 0, unendedSessions: 0 });
      }
      await expectNothingLost();
      await expectReportsRight([random.pick(reported())]);
    });
  }
});

/** Every death about as often as any other, in an order that the seed knows. */
function shuffledDeaths(): string[] {
  const random = new SeededRandom(seed);
  const order: string[] = [];
  while (order.length < crashes) {
    const left = [...deaths];
    while (left.length > 0) order.push(...left.splice(random.integer(0, left.length - 1), 1));
  }
  return order.slice(0, crashes);
}

async function killWorker(): Promise<void> {
  await expect.poll(() => workerProcessIds(server), { timeout: recoveryMs }).not.toEqual([]);
  process.kill(workerProcessIds(server)[0]!, 'SIGKILL');
}

/** The whole of PostgreSQL ends its connections when one of its processes dies, and recovers. */
async function killBackend(random: SeededRandom): Promise<void> {
  const rows = await server.query<{ pid: number }>(
    `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() order by pid`,
  );
  process.kill(random.pick(rows).pid, 'SIGKILL');
}

async function killPostmaster(): Promise<void> {
  process.kill((await server.postmasterId())!, 'SIGKILL');
}

/** Devices that lost their connection are back, all of them are seen, and what they send comes to the disk. */
async function goOn(load: LoadGenerator): Promise<void> {
  await load.untilAcknowledged(load.acknowledged + messagesAfterRecovery, recoveryMs);
  const shown = async () => (await devicesOnline()).shown;
  await expect
    .poll(() => shown().catch(() => 0), { timeout: recoveryMs })
    .toBeGreaterThanOrEqual(deviceCount);
}

async function expectNothingLost(): Promise<void> {
  await expect.poll(devicesOnline, { timeout: recoveryMs }).toEqual({ shown: 0, unendedSessions: 0 });
  expect(await fleet.devicesWithLoss()).toEqual([]);
  expect(await fleet.devicesWithOldState()).toEqual([]);
  const complaints = await Promise.all(undertakings.map((undertaking) => undertaking.complaint()));
  expect(complaints.filter((complaint) => complaint !== undefined)).toEqual([]);
  expect(scene.enterprise.givenBack).toEqual([]);
}

/** As the enterprise sees it, and by the log of sessions. */
async function devicesOnline(): Promise<{ shown: number; unendedSessions: number }> {
  const rows = await server.query<{ count: number }>(
    'select coalesce(sum(case when is_online then 1 else -1 end), 0)::int as count from presence_event',
  );
  const { valve, greenhouse } = customer;
  const shown = await Promise.all([valve, greenhouse].map(countOnline));
  return { shown: shown[0]! + shown[1]!, unendedSessions: rows[0]!.count };
}

async function countOnline({ api }: CustomerProduct): Promise<number> {
  return (await api.get('/devices/search?is_online=1&limit=1')).meta.total;
}

interface Reported {
  readonly product: CustomerProduct;
  readonly gid: string | undefined;
}

/** What has reports of its own. */
function reported(): Reported[] {
  const { valve, greenhouse } = customer;
  return [
    { product: valve, gid: undefined },
    { product: greenhouse, gid: undefined },
    { product: greenhouse, gid: scene.gids[0] },
  ];
}

/** Each is what a count of everything says. */
async function expectReportsRight(those: readonly Reported[]): Promise<void> {
  const database = new Database(await server.databaseConnection(), 1);
  onTestFinished(() => database.close());
  const today = todayInChina();
  for (const { product, gid } of those) {
    const productId = await idOf(product);
    const get = (path: string) => product.api.get(path);
    const reports = await recountEveryReport({ productId, gid, database, today, get });
    for (const { path, answered, recounted } of reports) expect(answered, path).toEqual(recounted);
  }
}

function todayInChina(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
}

async function idOf({ productKey }: CustomerProduct): Promise<number> {
  const rows = await server.query<{ id: number }>('select id from product where product_key = $1', [
    productKey,
  ]);
  return rows[0]!.id;
}

test('in peace all that people do succeeds, and what is counted is what a new count says', async () => {
  const greenhouses = startGreenhouses(server, customer, seed);
  onTestFinished(() => greenhouses.stop());
  await Promise.all(greenhouses.devices.map((device) => device.online(recoveryMs)));
  for (const undertaking of undertakings) await undertaking.act();
  await greenhouses.stop();
  await expectNothingLost();
  await expectReportsRight(reported());
  const sums = 'select * from tally_now order by tally_now';
  const shown = await server.query(sums);
  await scene.admin.post('/rebuild_reports');
  expect(await server.query(sums)).toEqual(shown);
  const changes = undertakings.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  const counts = `${fleet.acknowledgedTotal} frames, ${changes} changes and commands, ${scene.enterprise.answered} calls of the quota`;
  console.info(`crash test: ${crashes} crashes survived with ${counts}`);
});

test('the enterprise reads every acknowledged counter, page by page', async () => {
  expect(fleet.acknowledgedTotal).toBeGreaterThan(0);
  for (const { did } of fleet.devices.slice(0, 3)) {
    const through = fleet.acknowledgedThrough(did);
    const counters = await fleet.readCounters(did);
    expect(counters.slice(0, through)).toEqual(Array.from({ length: through }, (_, index) => index + 1));
  }
});

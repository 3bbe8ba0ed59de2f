import { join } from 'node:path';
import { setTimeout as moment } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LoadGenerator } from '../src/simulator/load-generator.ts';
import type { ApiClient } from './api-client.ts';
import { CountingFleet } from './counting-fleet.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { HandDrivenDevice } from './hand-driven-device.ts';
import { ServerLaunch } from './server-launch.ts';
import { ServerProcess, type StartOptions } from './server-process.ts';

// A start takes a second or two, and several times that on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const deviceCount = 50;
/** Starts that are cut short, at moments spread over a start. */
const livesPerStart = 4;

/** A folder on which no server has ever started, removed at the end of the test. */
async function prepare(): Promise<ServerProcess> {
  const server = await ServerProcess.prepare();
  onTestFinished(() => server.remove());
  return server;
}

/** A server on a folder of an installation, removed at the end of the test. */
async function start(options: StartOptions = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start(options);
  onTestFinished(() => server.remove());
  return server;
}

/** All devices online and some messages of each acknowledged; more are on their way. */
async function startLoad(fleet: CountingFleet): Promise<LoadGenerator> {
  const load = fleet.createLoad({ window: 8 });
  onTestFinished(() => load.stop());
  await load.connect();
  load.begin();
  await load.untilAcknowledged(20 * deviceCount, 20_000);
  return load;
}

describe('a clean stop', () => {
  let server: ServerProcess;
  let customer: Customer;
  beforeAll(async () => {
    server = await ServerProcess.start();
    customer = await createCustomer(server);
  });
  afterAll(() => server.remove());

  test('by Ctrl-C has exit code 0, says nothing, and every session has its end in the log', async () => {
    const fleet = await CountingFleet.create(server, customer.valve, deviceCount);
    const load = await startLoad(fleet);
    expect(await server.interrupt()).toEqual({ code: 0, signal: null, errorOutput: '' });
    expect([server.processIds(), await server.postmasterId()]).toEqual([[], undefined]);
    await fleet.settle(load);
    await server.restart();
    for (const { did } of fleet.devices) {
      const { objects } = await customer.valve.api.get(`/devices/${did}/online?sort=asc`);
      expect(objects).toMatchObject([
        { type: 'dev_online' },
        { type: 'dev_offline', payload: { reason: 'offline_exception' } },
      ]);
    }
  });

  test('by SIGTERM under load loses nothing acknowledged, and the next start goes on with the same data', async () => {
    const fleet = await CountingFleet.create(server, customer.valve, deviceCount);
    const load = await startLoad(fleet);
    await server.stop();
    await fleet.settle(load);
    await server.restart();
    expect(await fleet.devicesWithLoss()).toEqual([]);
    expect(await fleet.devicesWithOldState()).toEqual([]);
    expect((await customer.valve.api.get('/devices/search?is_online=1')).meta.total).toBe(0);
  });
});

test('a stop answers what is under way first, and turns load balancers away before', async () => {
  const server = await start({ env: { QIYUN_STOP_DELAY: '1' } });
  const { valve } = await createCustomer(server);
  const fleet = await CountingFleet.create(server, valve, 1);
  const device = await HandDrivenDevice.connect(server, fleet.devices[0]!);
  onTestFinished(() => device.end());
  const stopped = server.kill('SIGTERM');
  const readiness = async () => (await fetch(`http://127.0.0.1:${server.httpPort}/readyz`)).status;
  await expect.poll(readiness).toBe(503);
  const control = valve.api.post(`/devices/${device.did}/control`, { attrs: { valve_open: true } });
  const command = await device.command(0);
  // Its ports are closed, and somebody still waits for an answer.
  await expect.poll(() => readiness().catch(() => 'closed'), { timeout: 5_000 }).toBe('closed');
  await device.acknowledge(command);
  expect(await control).toEqual({});
  expect(await stopped).toEqual({ code: 0, signal: null, errorOutput: '' });
});

test('SIGTERM at any moment of a start ends it with code 0 and leaves nothing behind', {
  timeout: 150_000,
}, async () => {
  const server = await prepare();
  const endings: unknown[] = [];
  for (const afterMs of [0, 400, 1_200, 200, 600]) {
    const launch = server.launch({ env: { QIYUN_PROCESSES: '2' } });
    await hasBegun(server);
    await Promise.race([moment(afterMs), launch.ready]);
    const exit = await server.kill('SIGTERM');
    endings.push({ ...exit, left: server.processIds(), postgres: await server.postmasterId() });
  }
  const clean = { code: 0, signal: null, errorOutput: '', left: [], postgres: undefined };
  expect(endings).toEqual(endings.map(() => clean));
  await server.start();
});

describe('kill -9', () => {
  const deaths: [string, (server: ServerProcess) => Promise<unknown>][] = [
    ['of the server', (server) => server.kill('SIGKILL')],
    ['of PostgreSQL and then of the server', killPostgresFirst],
    ['of the server and then of PostgreSQL', killServerFirst],
  ];

  test('while it runs does not stop the next start', async () => {
    const server = await start();
    for (const [, kill] of deaths) {
      const { enterpriseId } = await createCustomer(server);
      await kill(server);
      await expect.poll(() => server.processIds(), { timeout: 5_000 }).toEqual([]);
      await server.restart();
      expect(await adminApi(server).get(`/enterprises/${enterpriseId}`)).toBeTruthy();
    }
  });

  test('of the server takes a process with it that is just being replaced', async () => {
    const server = await start({ env: { QIYUN_PROCESSES: '2' } });
    const [, helper] = server.processIds();
    process.kill(helper!, 'SIGKILL');
    const successors = () => server.processIds().filter((id) => id !== server.processId && id !== helper);
    await expect.poll(successors, { timeout: 10_000, interval: 10 }).toHaveLength(1);
    await server.kill('SIGKILL');
    expect(server.processIds()).toEqual([]);
    await server.restart('same ports');
  });

  // A first start makes the database, which takes longer; each life gets a little further than the one before.
  test.each(deaths)(
    '%s at any moment of a start does not stop the next one',
    { timeout: 60_000 },
    async (_, kill) => {
      const server = await prepare();
      for (const startMs of [1_500, 700]) {
        for (let life = 0; life < livesPerStart; life++) {
          const launch = server.launch();
          await Promise.race([moment((life / livesPerStart) * startMs), launch.ready]);
          await kill(server);
        }
        await server.start();
        await createCustomer(server);
        await server.kill('SIGKILL');
      }
      await server.start();
      expect((await adminApi(server).get('/enterprises')).objects).toHaveLength(2);
    },
  );
});

/** Before the program has run a line it ends by the signal, as every program does. */
async function hasBegun(server: ServerProcess): Promise<void> {
  const options = { timeout: 20_000, interval: 10 };
  await expect.poll(() => server.processIds().length, options).toBeGreaterThan(1);
}

async function killPostgresFirst(server: ServerProcess): Promise<void> {
  await killPostgres(server);
  await server.kill('SIGKILL');
}

async function killServerFirst(server: ServerProcess): Promise<void> {
  await server.kill('SIGKILL');
  await killPostgres(server);
}

/** It may not have been started yet, or may be ending by itself. */
async function killPostgres(server: ServerProcess): Promise<void> {
  const processId = await server.postmasterId();
  if (processId !== undefined) process.kill(processId, 'SIGKILL');
}

describe('a start is refused in a clear sentence', () => {
  let server: ServerProcess;
  let blocked: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start();
    blocked = await ServerProcess.prepareInstalled();
  });
  afterAll(() => Promise.all([server.remove(), blocked.remove()]));

  test('on a data folder where a server runs, which is not harmed', async () => {
    const second = new ServerLaunch({ dataDir: server.dataDir });
    const { code, errorOutput } = await second.exited;
    const lock = join(server.dataDir, 'postgres', 'lock');
    expect([code, errorOutput]).toEqual([
      1,
      `Qiyun cannot run: another Qiyun server (process ${server.processId}) is running on this data folder; its lock is ${lock}\n`,
    ]);
    expect((await adminApi(server).get('/enterprises')).objects).toEqual([]);
  });

  test.each(['http', 'mqtt'] as const)('on an %s port that another program uses', async (name) => {
    const taken = server.readyLine[name];
    const launch = blocked.launch({ [`${name}Port`]: taken });
    const { code, errorOutput } = await launch.exited;
    expect(code).toBe(1);
    expect(errorOutput).toMatch(
      new RegExp(
        `^Qiyun cannot run: port ${taken} is in use by another program; choose another .*--${name}-port`,
      ),
    );
    expect(await blocked.postmasterId()).toBeUndefined();
  });

  test('on an address that this machine does not have', async () => {
    const { code, errorOutput } = await blocked.launch({ env: { QIYUN_LISTEN_HOST: '192.0.2.1' } }).exited;
    expect([code, errorOutput]).toEqual([
      1,
      'Qiyun cannot run: it cannot listen on 192.0.2.1 (EADDRNOTAVAIL); choose another address with --listen-host\n',
    ]);
  });

  test('with a setting that is no good, by the name of the variable', async () => {
    const { code, errorOutput } = await blocked.launch({ env: { QIYUN_RETENTION_DAYS: 'a week' } }).exited;
    expect([code, errorOutput]).toEqual([
      1,
      'Qiyun cannot run: QIYUN_RETENTION_DAYS: must be a whole number from 2 to 3650, not "a week"\n',
    ]);
  });
});

/** The server does not restart for it (contract.md §4: a database that is down is 503, never a wrong answer). */
describe('PostgreSQL killed under a running server', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start();
  });
  afterAll(() => server.remove());

  test('is back by itself: no session ends, every message is stored once, no answer is wrong', async () => {
    const { valve } = await createCustomer(server);
    const fleet = await CountingFleet.create(server, valve, deviceCount);
    const load = await startLoad(fleet);
    const watch = watchAnswers(valve.api);
    await killPostgres(server);
    await load.untilAcknowledged(load.acknowledged + 20 * deviceCount, 20_000);
    expect(await watch.stop()).toEqual([`200 ${deviceCount} online`, '503 5409']);
    expect(load.lostConnections).toBe(0);
    await fleet.settle(load);
    for (const { did, frames, acknowledged } of await fleet.readLog()) {
      const through = fleet.acknowledgedThrough(did);
      expect({ did, frames, acknowledged }).toEqual({ did, frames: through, acknowledged: through });
    }
  });

  test('does not keep new products, new devices and commands from working afterwards', async () => {
    await killPostgres(server);
    const { valve } = await vi.waitFor(() => createCustomer(server), { timeout: 10_000, interval: 100 });
    const fleet = await CountingFleet.create(server, valve, 1);
    const device = await HandDrivenDevice.connect(server, fleet.devices[0]!);
    onTestFinished(() => device.end());
    const control = valve.api.post(`/devices/${device.did}/control`, { attrs: { valve_open: true } });
    await device.acknowledge(await device.command(0));
    expect(await control).toEqual({});
  });
});

/** Asks for the devices online, again and again; `stop` resolves to all the different answers. */
function watchAnswers(api: ApiClient): { stop(): Promise<string[]> } {
  const answers = new Set<string>();
  let isStopped = false;
  const ask = async () => {
    const { status, body } = await api.call('GET', '/devices/search?is_online=1&limit=1');
    answers.add(status === 200 ? `200 ${body.meta.total} online` : `${status} ${body.error_code}`);
  };
  const watching = (async () => {
    while (!isStopped) await ask();
  })();
  return {
    stop: async () => {
      isStopped = true;
      await watching;
      return [...answers].sort();
    },
  };
}

import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as moment } from 'node:timers/promises';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { CountingFleet } from './counting-fleet.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

const deviceCount = 50;
const diskBytes = 160 << 20;
/** Less than an empty database takes. */
const tooSmallBytes = 16 << 20;
const recoveryMs = 10_000;
/** Many starts of PostgreSQL fail meanwhile. */
const fullForMs = 8_000;
const chunk = Buffer.alloc(1 << 16);

/** A small disk of its own for the data folder takes root, on Linux. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount();

let server: ServerProcess;
let customer: Customer;

beforeAll(async () => {
  if (!canMount) return;
  server = await ServerProcess.prepare();
  mount(server.dataDir, diskBytes);
  await server.start();
  customer = await createCustomer(server);
});
afterAll(async () => {
  if (canMount) await removeDisk(server);
});

test.runIf(canMount)(
  'a disk that is full during a first start is told of, and with room the next start is whole',
  async () => {
    const first = await ServerProcess.prepare();
    mount(first.dataDir, tooSmallBytes);
    onTestFinished(() => removeDisk(first));
    const { code, errorOutput } = await first.launch().exited;
    expect([code, errorOutput]).toEqual([
      1,
      expect.stringMatching(/^Qiyun cannot run: .*No space left on device/s),
    ]);
    run('mount', '-o', `remount,size=${diskBytes}`, first.dataDir);
    await first.start();
    await createCustomer(first);
  },
  120_000,
);

/** Filled from outside; what the server itself writes until then fills the rest. */
describe.runIf(canMount).each(['the ingest', 'PostgreSQL, too'])('a full disk that stops %s', (victim) => {
  test('ends neither server nor sessions, nothing is acknowledged while it lasts, and with room all goes on', async () => {
    const fleet = await CountingFleet.create(server, customer.valve, deviceCount);
    const load = fleet.createLoad({ window: 8 });
    onTestFinished(() => load.stop());
    await load.connect();
    load.begin();
    await load.untilAcknowledged(20 * deviceCount, 20_000);

    // Made now: without room a connection may not be opened.
    const database = await server.connectDatabase();
    onTestFinished(() => database.end());
    const ballast = new Ballast(join(server.dataDir, 'ballast'));
    onTestFinished(() => ballast.remove());
    await vi.waitFor(async () => expect(await readiness()).toBe(503), { timeout: 20_000 });
    if (victim === 'PostgreSQL, too') await exhaustLog(database);
    const acknowledged = load.acknowledged;
    await moment(fullForMs);
    expect(load.acknowledged).toBe(acknowledged);

    await ballast.remove();
    const before = load.acknowledged;
    const begunAtMs = performance.now();
    await load.untilAcknowledged(before + 20 * deviceCount, recoveryMs);
    console.info(`full disk: recovered after ${Math.round(performance.now() - begunAtMs)} ms`);
    await vi.waitFor(async () => expect(await readiness()).toBe(200), { timeout: recoveryMs });
    expect(load.lostConnections).toBe(0);
    await fleet.settle(load);
    expect(await fleet.devicesWithLoss()).toEqual([]);
    expect(await fleet.devicesWithOldState()).toEqual([]);
    expect((await adminApi(server).get('/enterprises')).objects).toHaveLength(1);
  }, 120_000);
});

/**
 * PostgreSQL ends itself when there is no room for its log. Segments that are kept for reuse have to be used up first, and
 * nobody knows how many there are.
 */
async function exhaustLog(database: Client): Promise<void> {
  const postmaster = await server.postmasterId();
  const useSegment = async () => {
    await database.query("select pg_switch_wal(), pg_logical_emit_message(false, '', '')").catch(() => {});
    expect(await server.postmasterId()).not.toBe(postmaster);
  };
  await vi.waitFor(useSegment, { timeout: 20_000, interval: 100 });
}

async function readiness(): Promise<number> {
  return (await fetch(`http://127.0.0.1:${server.httpPort}/readyz`)).status;
}

/** A file that takes all the room there is, also what is given back later. */
class Ballast {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;

  constructor(path: string) {
    this.#path = path;
    this.#timer = setInterval(() => this.#grow(), 50);
  }

  async remove(): Promise<void> {
    clearInterval(this.#timer);
    await rm(this.#path, { force: true });
  }

  #grow(): void {
    try {
      for (;;) appendFileSync(this.#path, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}

async function removeDisk(server: ServerProcess): Promise<void> {
  await server.kill('SIGKILL').catch(() => {});
  // PostgreSQL shuts down by itself once its server is gone.
  await vi.waitFor(() => run('umount', server.dataDir), { timeout: 20_000, interval: 100 });
  await server.remove();
}

function mount(folder: string, bytes: number): void {
  run('mount', '-t', 'tmpfs', '-o', `size=${bytes},mode=755`, 'tmpfs', folder);
}

function tryMount(): boolean {
  return spawnSync('unshare', ['-m', 'true']).status === 0 && existsSync('/dev/shm');
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

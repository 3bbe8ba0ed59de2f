import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { runCli } from '../src/cli/run-cli.ts';
import { CountingFleet } from './counting-fleet.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

// A start takes a second or two, and several times that on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** The call may come to the one that does not make backups. */
const twoProcesses = { env: { QIYUN_PROCESSES: '2' } };
const deviceCount = 50;

let server: ServerProcess;
let customer: Customer;
let fleet: CountingFleet;
let elsewhere: string;

beforeAll(async () => {
  server = await ServerProcess.start(twoProcesses);
  customer = await createCustomer(server);
  fleet = await CountingFleet.create(server, customer.valve, deviceCount);
  elsewhere = await mkdtemp(join(tmpdir(), 'qiyun-elsewhere-'));
});
afterAll(async () => {
  await server?.remove();
  await rm(elsewhere, { recursive: true, force: true });
});

/** What the command line prints; as JSON where it is asked for that. */
async function qiyun(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const env = { QIYUN_SERVER: `http://127.0.0.1:${server.httpPort}`, QIYUN_ADMIN_TOKEN: server.adminToken };
  const io = { env, stdout: output('stdout'), stderr: output('stderr'), clock: Date.now };
  return { code: await runCli(argv, io), ...written };
}

test('what was acknowledged before a backup is there after it is restored, while devices go on reporting', async () => {
  const load = fleet.createLoad({ window: 8 });
  onTestFinished(() => load.stop());
  await load.connect();
  load.begin();
  await load.untilAcknowledged(20 * deviceCount, 20_000);

  const acknowledged = load.progress;
  const total = load.acknowledged;
  const made = await qiyun('backup', '--to', elsewhere, '--json');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  await load.untilAcknowledged(total + deviceCount, 20_000);
  await fleet.settle(load);
  const { state, copy } = JSON.parse(made.stdout);
  expect(state).toBe('done');

  const restored = await ServerProcess.prepare();
  onTestFinished(() => restored.remove());
  expect(await qiyun('restore', copy, '--data-dir', restored.dataDir)).toMatchObject({ code: 0 });
  await restored.start();
  expect(restored.adminToken).toBe(server.adminToken);
  const known = new CountingFleet(restored, customer.valve, fleet.devices);
  known.remember(acknowledged);
  expect(known.acknowledgedTotal).toBeGreaterThanOrEqual(20 * deviceCount);
  expect(await known.devicesWithLoss()).toEqual([]);
  expect(await known.devicesWithOldState()).toEqual([]);
  expect(await restored.query('select 1 from device_standing where is_online')).toEqual([]);

  const sums = 'select * from tally_now order by tally_now';
  const shown = await restored.query(sums);
  expect(shown.length).toBeGreaterThan(0);
  await adminApi(restored).post('/rebuild_reports');
  expect(await restored.query(sums)).toEqual(shown);

  // They come back as if nothing had been: with their passcodes, sealed by the key that was saved, too.
  const goingOn = known.createLoad({ window: 8 });
  onTestFinished(() => goingOn.stop());
  await goingOn.connect();
  goingOn.begin();
  await goingOn.untilAcknowledged(2 * deviceCount, 20_000);
  await known.settle(goingOn);
  await restored.stop();
});

test('kill -9 in the middle leaves no backup that calls itself done, and the next one is made', async () => {
  for (const { id } of (await adminApi(server).get('/backups')).objects) {
    expect(await qiyun('backup', 'delete', id, '--yes')).toMatchObject({ code: 0 });
  }
  const { id, path, state } = await adminApi(server).post('/backups');
  expect(state).toBe('running');
  await expect(adminApi(server).post('/backups')).rejects.toThrow('409');
  await server.kill('SIGKILL');
  await server.start(twoProcesses);
  expect((await adminApi(server).get('/backups')).objects).toMatchObject([
    { id, state: 'failed', bytes: expect.any(Number), error: 'the server ended while it was made' },
  ]);
  expect(await readdir(path)).toEqual(['backup.json']);
  expect(await fleet.devicesWithLoss()).toEqual([]);

  expect(await qiyun('backup')).toMatchObject({ code: 0, stdout: expect.stringContaining('done') });
  const { code, stdout } = await qiyun('backup', 'list');
  expect(code).toBe(0);
  expect(stdout).toMatch(/done[\s\S]*failed/);
});

test('what cannot be restored is told in a sentence, and nothing is written', async () => {
  const backup = (await adminApi(server).get('/backups')).objects[0].path;
  const nowhere = join(elsewhere, 'nowhere');
  expect(await qiyun('restore', backup, '--data-dir', server.dataDir)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Nothing was restored: .* is not empty: restore into a new folder\.\n$/),
  });
  expect(await qiyun('restore', backup)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--data-dir'),
  });
  const damaged = join(elsewhere, 'damaged');
  await cp(backup, damaged, { recursive: true });
  await rm(join(damaged, 'data', 'sealing-key'));
  expect(await qiyun('restore', damaged, '--data-dir', nowhere)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Nothing was restored: the backup is damaged: .*sealing-key/),
  });
  expect(await readdir(nowhere)).toEqual([]);
});

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SimulatedDevice } from '../src/simulator/simulated-device.ts';
import { ApiClient } from './api-client.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { ServerProcess } from './server-process.ts';

// Two servers start, and each command is a program of its own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/**
 * docs/move-in.md, command by command: from a server that stands for the vendor's to an empty one, with modules that hold
 * a did and a passcode which nobody has exported. The tests go on from one another.
 */
let vendor: ServerProcess;
let server: ServerProcess;
let customer: Customer;
let app: { appid: string; app_secret: string };
let folder: string;
let blocks: string[];
const modules: SimulatedDevice[] = [];
const uid = 'a'.repeat(32);
const project = join(import.meta.dirname, '..');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qiyun-move-in-'));
  const document = await readFile(join(project, 'docs', 'move-in.md'), 'utf8');
  blocks = [...document.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
  [vendor, server] = await Promise.all([ServerProcess.start(), ServerProcess.start()]);
  customer = await createCustomer(vendor);
  app = await adminApi(vendor).post(`/enterprises/${customer.enterpriseId}/apps`, { name: 'app' });
  await Promise.all(['AA0000000001', 'AA0000000002'].map(registerAtVendor));
});

afterAll(async () => {
  await Promise.all(modules.map((module) => module.stop()));
  await Promise.all([vendor?.remove(), server?.remove()]);
  await rm(folder, { recursive: true });
});

const bootstrapOf = ({ httpPort: port }: ServerProcess) => ({
  host: '127.0.0.1',
  port,
  hostName: 'api.gizwits.com',
});

async function registerAtVendor(mac: string): Promise<void> {
  const module = new SimulatedDevice({
    bootstrap: bootstrapOf(vendor),
    product: customer.greenhouse,
    mac,
  });
  module.connect();
  await module.online();
  await module.stop();
  modules.push(module);
}

/** The same modules after the DNS entry: with the did and the passcode they have had for long. */
function moduleHere({ mac, did, passcode }: SimulatedDevice): SimulatedDevice {
  const module = new SimulatedDevice({
    ...{ mac, passcode, did: did! },
    bootstrap: bootstrapOf(server),
    product: customer.greenhouse,
    qos: 1,
    retryPause: { firstMs: 100, growthMs: 0, maxMs: 100 },
  });
  modules.push(module);
  return module;
}

/** Runs the one block of the document that has this in it, as somebody who pastes it; what it prints. */
async function paste(part: string): Promise<string> {
  const found = blocks.filter((block) => block.includes(part));
  expect(found).toHaveLength(1);
  const npx = `npx() { shift; '${process.execPath}' '${join(project, 'bin', 'qiyun.js')}' "$@"; }`;
  const { stdout } = await promisify(execFile)('bash', ['-ec', `${npx}\n${found[0]}`], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      VENDOR: `http://127.0.0.1:${vendor.httpPort}`,
      ENTERPRISE_ID: customer.enterpriseId,
      ENTERPRISE_SECRET: customer.enterpriseSecret,
      PRODUCT_KEY: customer.greenhouse.productKey,
      PRODUCT_SECRET: customer.greenhouse.productSecret,
      APPID: app.appid,
      APP_SECRET: app.app_secret,
      QIYUN_SERVER: `http://127.0.0.1:${server.httpPort}`,
      QIYUN_ADMIN_TOKEN: server.adminToken,
    },
  });
  return stdout;
}

const waitingHere = () => adminApi(server).get(`/products/${customer.greenhouse.productKey}/waiting_devices`);

test('definition and devices are exported by the vendor’s API', async () => {
  await paste('devices/search');
  const macs = modules.map(({ mac }) => mac.toLowerCase());
  const lines = (await readFile(join(folder, 'fleet.csv'), 'utf8')).trim().split('\n');
  expect(lines[0]).toBe('mac,did');
  expect(
    lines
      .slice(1)
      .map((line) => line.split(',')[0])
      .toSorted(),
  ).toEqual(macs.toSorted());
});

test('enterprise, product and app keep their ids and secrets', async () => {
  await paste('enterprise create');
  const prefix = `/v1/products/${customer.greenhouse.productKey}`;
  const answer = await new ApiClient({ server, prefix }).post('/access_token', {
    enterprise_id: customer.enterpriseId,
    enterprise_secret: customer.enterpriseSecret,
    product_secret: customer.greenhouse.productSecret,
  });
  expect(answer.token).toMatch(/^[0-9a-f]{32}$/);
});

test('devices, users and bindings are imported, and a second time nothing changes', async () => {
  await writeFile(join(folder, 'users.csv'), `uid,phone,name\n${uid},13800000000,张三\n`);
  await writeFile(
    join(folder, 'bindings.csv'),
    `phone,mac,is_owner,dev_alias\n13800000000,aa0000000001,1,温室\n`,
  );
  for (const _ of ['first', 'second']) {
    expect(await paste('device import')).toBe('2 devices imported, 0 refused.\n');
    expect(await paste('user import')).toBe(
      '1 users imported, 0 refused.\n1 bindings imported, 0 refused.\n',
    );
  }
  expect(await readFile(join(folder, 'refused.csv'), 'utf8')).toBe('place,field,reason\n');
});

test('modules whose passcode nobody knows come in, wait, and count once they are approved', async () => {
  const [former] = modules;
  const here = moduleHere(former!);
  here.connect();
  await expect.poll(() => here.lastFailure, { timeout: 30_000 }).not.toBe('');
  expect(here.isOnline).toBe(false);

  expect(await paste('--adoption 7d')).toMatch(/^adoption_until: +\d{4}-/m);
  await expect
    .poll(async () => (await waitingHere()).objects, { timeout: 30_000 })
    .toMatchObject([{ did: former!.did, mac: former!.mac.toLowerCase(), state: 'waiting' }]);
  expect(await paste('device waiting')).toContain(former!.did!);
  expect(await paste('device approve')).toBe('1 devices approved.\n');

  const device = () => adminApi(server).get(`/devices/${former!.did}`);
  await expect
    .poll(device, { timeout: 30_000 })
    .toMatchObject({ is_online: true, has_passcode: true, mac: former!.mac.toLowerCase() });
  expect(await paste('device list')).toContain(former!.did!);
});

test('without adoption the next one stays outside, and the way back is open', async () => {
  await paste('--adoption off');
  const other = moduleHere(modules[1]!);
  other.connect();
  await expect.poll(() => other.lastFailure, { timeout: 30_000 }).not.toBe('');
  expect((await waitingHere()).objects).toEqual([]);
  await Promise.all(modules.map((module) => module.leave('cut')));
  const [first] = modules;
  first!.connect();
  await first!.online();
  expect(first!.isOnline).toBe(true);
});

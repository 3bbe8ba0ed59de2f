import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { frameCommand } from '../src/codec/frame-command.ts';
import { newPasscode } from '../src/simulator/passcode.ts';
import { registerDevice } from '../src/simulator/register-device.ts';
import { SimulatedDevice } from '../src/simulator/simulated-device.ts';
import { type AppMessage, AppSocketClient, type AppUserToken } from './app-socket-client.ts';
import { adminApi, type Customer, type CustomerProduct, createCustomer } from './customer.ts';
import { HandDrivenDevice } from './hand-driven-device.ts';
import { isRunning, workerProcessIds } from './process-table.ts';
import { ServerProcess } from './server-process.ts';

/** One installation in three processes: an app's socket is in one of them, the device's session in any. */
const processCount = 3;
const socketCount = 12;
const sessionCount = 6;
const deviceCount = 20;

let server: ServerProcess;
let customer: Customer;
let appid: string;

beforeAll(async () => {
  server = await ServerProcess.start({ env: { QIYUN_PROCESSES: String(processCount) } });
  customer = await createCustomer(server);
  const created = await adminApi(server).post(`/enterprises/${customer.enterpriseId}/apps`, { name: '果园' });
  appid = created.appid;
}, 60_000);
afterAll(() => server.remove());

const bootstrap = () => ({ host: '127.0.0.1', port: server.httpPort, hostName: 'api.gizwits.com' });

async function registerUser(phoneId: string): Promise<AppUserToken> {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/app/users`, {
    method: 'POST',
    headers: { 'x-gizwits-application-id': appid },
    body: JSON.stringify({ phone_id: phoneId }),
  });
  const { uid, token } = (await response.json()) as AppUserToken;
  return { appid, uid, token };
}

function bind({ api }: CustomerProduct, { uid }: AppUserToken, did: string) {
  return api.post('/devices/bindings', { uid, appid, dids: [did] });
}

async function logIn(user: AppUserToken): Promise<AppSocketClient> {
  const app = await AppSocketClient.logIn(server.httpPort, user);
  onTestFinished(() => app.end());
  return app;
}

function simulate(product: CustomerProduct, mac: string): SimulatedDevice {
  const device = new SimulatedDevice({
    product,
    mac,
    bootstrap: bootstrap(),
    retryPause: { firstMs: 100, growthMs: 0, maxMs: 100 },
  });
  onTestFinished(() => device.stop());
  return device;
}

test('an app reads and sets a device, and hears what it says, on every socket, whichever process has what', {
  timeout: 60_000,
}, async () => {
  const user = await registerUser('phone 1');
  const device = simulate(customer.greenhouse, 'AA0000000001');
  device.connect();
  await device.online();
  const did = device.did!;
  const apps = await Promise.all(Array.from({ length: socketCount }, () => logIn(user)));
  await bind(customer.greenhouse, user, did);
  for (const app of apps) expect((await app.next('s2c_binding_changed')).data).toEqual({ did, bind: true });
  const [app] = apps as [AppSocketClient];
  app.send({ cmd: 'c2s_read', req_sn: 3, data: { did } });
  const read = await app.next('s2c_noti');
  expect(read).toMatchObject({ res_sn: 3, data: { did, attrs: { heater: expect.any(Boolean) } } });
  for (const other of apps.slice(1)) expect((await other.next('s2c_noti')).data).toEqual(read.data);
  for (const [at, sender] of apps.entries()) {
    const target = 10 + at;
    sender.send({ cmd: 'c2s_write', req_sn: at, data: { did, attrs: { grow_light: target } } });
    const heard = async (receiver: AppSocketClient): Promise<void> => {
      while ((await receiver.next('s2c_noti')).data.attrs.grow_light !== target);
    };
    await Promise.all(apps.map(heard));
    await expect
      .poll(() => sender.messages, { timeout: 10_000 })
      .toContainEqual({ cmd: 's2c_ack', res_sn: at, did });
  }
  expect(device.controlsReceived).toBe(socketCount);
});

test('a device that moves between processes is heard in order, wherever it is', {
  timeout: 60_000,
}, async () => {
  const user = await registerUser('phone 2');
  const credentials = { passcode: newPasscode(Math.random), mac: 'AA0000000002' };
  const { productKey } = customer.valve;
  const did = await registerDevice(bootstrap(), { productKey, ...credentials });
  await bind(customer.valve, user, did);
  const apps = await Promise.all(Array.from({ length: socketCount }, () => logIn(user)));
  for (let session = 0; session < sessionCount; session++) {
    const device = await HandDrivenDevice.connect(server, { did, passcode: credentials.passcode });
    onTestFinished(() => device.end());
  }
  const { passcode } = credentials;
  const mac = credentials.mac.toLowerCase();
  const status = (online: boolean): AppMessage => ({
    cmd: 's2c_online_status',
    data: { did, passcode, mac, online },
  });
  const expected = [status(true)];
  for (let session = 1; session < sessionCount; session++) expected.push(status(false), status(true));
  for (const app of apps) {
    const heard: AppMessage[] = [];
    while (heard.length < expected.length) heard.push(await app.next('s2c_online_status'));
    expect(heard).toEqual(expected);
  }
});

test('without req_sn a device is not asked to acknowledge', async () => {
  const user = await registerUser('phone 3');
  const passcode = newPasscode(Math.random);
  const { productKey } = customer.greenhouse;
  const did = await registerDevice(bootstrap(), { productKey, mac: 'AA0000000003', passcode });
  await bind(customer.greenhouse, user, did);
  const device = await HandDrivenDevice.connect(server, { did, passcode });
  onTestFinished(() => device.end());
  const app = await logIn(user);
  app.send({ cmd: 'c2s_read', data: { did } });
  expect(await device.command(0)).toMatchObject({ command: frameCommand.business, payload: Buffer.of(2) });
  app.send({ cmd: 'c2s_read', req_sn: 1, data: { did } });
  const confirmed = await device.command(1);
  expect(confirmed.command).toBe(frameCommand.confirmedBusiness);
  await device.acknowledge(confirmed);
  expect(await app.next('s2c_ack')).toEqual({ cmd: 's2c_ack', res_sn: 1, did });
});

test('apps of a process that dies come back and hear again; those of others never notice', {
  timeout: 60_000,
}, async () => {
  const user = await registerUser('phone 4');
  const device = simulate(customer.greenhouse, 'AA0000000004');
  device.connect();
  await device.online();
  const did = device.did!;
  await bind(customer.greenhouse, user, did);
  const apps = await Promise.all(Array.from({ length: socketCount }, () => logIn(user)));
  const [victim] = workerProcessIds(server);
  process.kill(victim!, 'SIGKILL');
  await expect.poll(() => isRunning(victim!), { timeout: 10_000 }).toBe(false);
  const back = await logIn(user);
  const survivors = [back, ...apps.filter(({ socket }) => socket.readyState === socket.OPEN)];
  const reports = () =>
    survivors.map(({ messages }) => messages.filter(({ cmd }) => cmd === 's2c_noti').length);
  const before = reports();
  const allHear = () => {
    device.report();
    // An app may not know yet that its process has died.
    const isGone = (at: number) => survivors[at]!.socket.readyState !== back.socket.OPEN;
    return reports().every((count, at) => count > before[at]! || isGone(at));
  };
  await expect.poll(allHear, { timeout: 20_000 }).toBe(true);
});

test('when a process is killed, all sockets of the others hear that its devices are offline', {
  timeout: 60_000,
}, async () => {
  const user = await registerUser('phone 5');
  const { productKey } = customer.valve;
  const dids: string[] = [];
  for (let index = 0; index < deviceCount; index++) {
    const credentials = { mac: `AA00000005${index + 10}`, passcode: newPasscode(Math.random) };
    const did = await registerDevice(bootstrap(), { productKey, ...credentials });
    await bind(customer.valve, user, did);
    const device = await HandDrivenDevice.connect(server, { did, passcode: credentials.passcode });
    onTestFinished(() => device.end());
    dids.push(did);
  }
  const apps = await Promise.all(Array.from({ length: socketCount }, () => logIn(user)));
  for (const victim of workerProcessIds(server)) {
    process.kill(victim, 'SIGKILL');
    await expect.poll(() => workerProcessIds(server).includes(victim), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => workerProcessIds(server), { timeout: 10_000 }).toHaveLength(processCount - 1);
  }
  const gone = async () => {
    const rows = await server.query<{ did: string }>(
      'select did from device_standing join device_did using (device_id) where not is_online and did = any($1)',
      [dids],
    );
    return rows.map(({ did }) => did).sort();
  };
  await expect.poll(gone, { timeout: 10_000 }).not.toEqual([]);
  const survivors = apps.filter(({ socket }) => socket.readyState === socket.OPEN);
  const heard = (app: AppSocketClient) =>
    app.messages
      .filter(({ cmd, data }) => cmd === 's2c_online_status' && data.online === false)
      .map(({ data }) => data.did)
      .sort();
  for (const app of survivors) await expect.poll(() => heard(app), { timeout: 10_000 }).toEqual(await gone());
});

test('a device shows whether an app is there for it', async () => {
  const user = await registerUser('phone 8');
  const device = simulate(customer.greenhouse, 'AA0000000008');
  device.connect();
  await device.online();
  await bind(customer.greenhouse, user, device.did!);
  expect(device.clientCount).toBe(0);
  const apps = [await logIn(user), await logIn(user)];
  await expect.poll(() => device.clientCount).toBeGreaterThan(0);
  for (const app of apps) app.end();
  await expect.poll(() => device.clientCount).toBe(0);
});

test('a logout ends the sockets of its token in all processes', async () => {
  const user = await registerUser('phone 7');
  const other = await registerUser('phone 7');
  const apps = await Promise.all(Array.from({ length: socketCount }, () => logIn(user)));
  const left = await logIn(other);
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/app/logout`, {
    method: 'DELETE',
    headers: { 'x-gizwits-application-id': appid, 'x-gizwits-user-token': user.token },
  });
  expect(response.status).toBe(204);
  expect(await Promise.all(apps.map(({ closed }) => closed))).toEqual(apps.map(() => 1000));
  for (const app of apps) expect(app.messages.at(-1)!.data.error_code).toBe(1009);
  await left.fence();
});

test('when the server stops every app is told that it goes away', { timeout: 60_000 }, async () => {
  const user = await registerUser('phone 6');
  const apps = await Promise.all(Array.from({ length: socketCount }, () => logIn(user)));
  await server.stop();
  expect(await Promise.all(apps.map(({ closed }) => closed))).toEqual(apps.map(() => 1001));
});

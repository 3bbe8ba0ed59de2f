import { afterEach, expect, test } from 'vitest';
import { greenhouseController } from '../model/example-products/greenhouse-controller.ts';
import { irrigationValve } from '../model/example-products/irrigation-valve.ts';
import type { DeviceHabits } from './device-habits.ts';
import type { ServerAddress } from './server-address.ts';
import { SimulatedFleet } from './simulated-fleet.ts';
import { readSimulatedProduct } from './simulated-product.ts';
import { answerKnownDevice, httpAnswer, StandInServer } from './stand-in-server.test-helper.ts';

const greenhouse = readSimulatedProduct('de9e8d18d9394cce9081b25a531e552b', greenhouseController);
const valve = readSimulatedProduct('00000000000000000000000000000001', irrigationValve);
const hasty: DeviceHabits = {
  reportIntervalMs: 10,
  raiseChance: 0.5,
  clearChance: 0.5,
  touchChance: 0.1,
  leaveChance: 0.2,
  awayMs: 10,
};
const retryPause = { firstMs: 1, growthMs: 0, maxMs: 1 };

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startFleet(habits: DeviceHabits = hasty, steadyCount = 0) {
  const server = await StandInServer.start({ answerHttp: answerEachItsOwn });
  const fleet = new SimulatedFleet({
    bootstrap: server.bootstrap,
    parts: [
      { product: greenhouse, deviceCount: 6, steadyCount },
      { product: valve, deviceCount: 4 },
    ],
    habits,
    seed: 1,
    connectsPerSecond: 500,
    retryPause,
  });
  cleanUps.push(
    () => server.stop(),
    () => fleet.stop(),
  );
  fleet.start();
  return { server, fleet };
}

/** Each product and mac has a did of its own. */
function answerEachItsOwn(request: string, mqtt: ServerAddress): string {
  const [, mac, productKey] = /mac=(\w+)&product_key=(\w+)/.exec(request) ?? [];
  if (mac === undefined) return answerKnownDevice(request, mqtt);
  return httpAnswer('201 Created', `did=${productKey!.slice(-10)}${mac}`);
}

function registrationsOf({ requests }: StandInServer): string[] {
  return requests.flatMap((request) => /passcode=.*/.exec(request)?.[0] ?? []);
}

test('all devices come online, each as itself, and tell their status', async () => {
  const { server, fleet } = await startFleet({ ...hasty, leaveChance: 0 });
  await server.until(
    () => server.sessions.every((session) => session.publications.length > 1),
    'reports of all',
  );
  await server.until(() => server.sessions.length === 10 && fleet.progress.online === 10, 'all online');

  const logins = server.sessions.map((session) => session.packets[0]);
  expect(new Set(logins.map((login) => login?.cmd === 'connect' && login.clientId)).size).toBe(10);
  const { reportsSent, ...progress } = fleet.progress;
  expect(progress).toEqual({ devices: 10, online: 10, controlsAnswered: 0 });
  expect(reportsSent).toBeGreaterThanOrEqual(10);
});

test('devices go offline with and without DISCONNECT, and come back', async () => {
  const { server } = await startFleet();
  const isClean = (has: boolean) => (session: (typeof server.sessions)[number]) =>
    session.isClosed && session.count('disconnect') === (has ? 1 : 0);
  await server.until(
    () => server.sessions.length > 20 && [true, false].every((has) => server.sessions.some(isClean(has))),
    'ten devices back, after both kinds of leaving',
  );
});

test('the first devices of a part stay online when they are to be steady', async () => {
  const { server, fleet } = await startFleet({ ...hasty, leaveChance: 1 }, 2);
  await server.until(() => server.sessions.length > 30, 'many comings and goings');
  const steady = fleet.devices.slice(0, 2).map(({ did }) => did);
  const sessions = server.sessions.filter(({ packets: [login] }) => {
    return login?.cmd === 'connect' && steady.includes(login.clientId);
  });

  expect(sessions.map(({ isClosed }) => isClosed)).toEqual([false, false]);
});

test('after stop no connection is left and nothing comes any more', async () => {
  const { server, fleet } = await startFleet();
  await server.until(() => server.sessions.length > 15, 'some life');
  await fleet.stop();
  await server.until(() => server.sessions.every(({ isClosed }) => isClosed), 'all connections closed');

  expect(fleet.progress.online).toBe(0);
});

test('a later fleet is the same devices again, with their macs and passcodes', async () => {
  const [first, second] = [await startFleet(), await startFleet()];
  await first.server.until(() => registrationsOf(first.server).length === 10, 'ten registrations');
  await second.server.until(() => registrationsOf(second.server).length === 10, 'ten registrations');

  expect(registrationsOf(first.server).toSorted()).toEqual(registrationsOf(second.server).toSorted());
  expect(registrationsOf(first.server)[0]).toMatch(
    /^passcode=[A-Z]{10}&mac=02000000000[1-6]&product_key=\w{32}$/,
  );
});

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { defaultSessionLimits } from '../src/gateway/session-limits.ts';
import { newDid } from '../src/model/identifiers.ts';
import { type CountedPayload, countedReport } from '../src/simulator/counted-payload.ts';
import { adminApi, type Customer, createCustomer } from './customer.ts';
import { HandDrivenDevice } from './hand-driven-device.ts';
import { ServerProcess } from './server-process.ts';

// A start takes a second or two, and several times that on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/**
 * What may be lost of reports at QoS 0, which is what vendor modules publish with: nobody acknowledges them, so a module
 * never sends one again. Lost are, when the server is killed, those it had received and not yet committed: at most the
 * batch that was on its way to the disk and the one that was gathering meanwhile. That is a few milliseconds of traffic
 * while the database keeps up; beyond the limits of the group commit the server stops reading instead. Batches are committed one after another in the order of arrival, so what is lost is the end, without a gap before it, and
 * whatever was received before an acknowledged message is safe. A clean stop loses nothing that was received.
 *
 * The tests hold a batch on its way by stopping the database process that writes it.
 */
let server: ServerProcess;
let customer: Customer;
let payload: CountedPayload;
let device: HandDrivenDevice;
let lastCounter: number;

beforeAll(async () => {
  server = await ServerProcess.start();
  customer = await createCustomer(server);
  payload = countedReport(customer.valve.layout, 'litres_total');
});
afterAll(() => server.remove());

beforeEach(async () => {
  const credentials = { did: newDid(), passcode: 'ABCDEFGHIJ' };
  const devices = [{ mac: credentials.did, ...credentials }];
  await adminApi(server).post(`/products/${customer.valve.productKey}/devices`, { devices });
  device = await HandDrivenDevice.connect(server, credentials);
  lastCounter = 0;
});
afterEach(() => device.end());

function nextReport(): Buffer {
  const report = Buffer.from(payload.bytes);
  report.writeUInt32BE(++lastCounter, payload.counterOffset);
  return report;
}

/** Resolves when the server has received them. */
async function reportAtQos0(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await device.publish(nextReport(), 0);
  await device.fence();
}

async function loggedCounters(): Promise<number[]> {
  const objects = await customer.valve.api.everyPage(`/devices/${device.did}/data?limit=1000&sort=asc`);
  return objects.map(({ attrs }) => attrs.litres_total);
}

function countersThrough(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** Stops the database processes that write batches: nothing is committed until the function returned is called. */
async function holdCommits(): Promise<() => void> {
  const writers = await server.query<{ pid: number }>(
    "select pid from pg_stat_activity where application_name = 'qiyun ingest'",
  );
  for (const { pid } of writers) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const { pid } of writers) process.kill(pid, 'SIGCONT');
  };
}

test('a kill loses what was not committed yet: the end of what was received, without a gap before it', async () => {
  await reportAtQos0(100);
  await expect.poll(loggedCounters).toEqual(countersThrough(100));
  const release = await holdCommits();
  await reportAtQos0(50);
  await reportAtQos0(50);
  await server.kill('SIGKILL');
  release();
  await server.restart();
  const logged = await loggedCounters();
  expect(logged).toEqual(countersThrough(logged.length));
  expect(logged.length).toBeGreaterThanOrEqual(100);
  // The batch on its way may have reached the database whole; the one that was gathering cannot.
  expect(logged.length).toBeLessThan(200);
});

test('a kill loses nothing that was received before an acknowledged message', async () => {
  for (let n = 0; n < 500; n++) await device.publish(nextReport(), 0);
  await device.publish(nextReport(), 1);
  await server.kill('SIGKILL');
  await server.restart();
  expect(await loggedCounters()).toEqual(countersThrough(501));
});

test('a clean stop loses nothing that was received, also when the disk is behind', async () => {
  const release = await holdCommits();
  // With one more the server would read no further, and the fence behind them would not be answered.
  const count = defaultSessionLimits.maxUncommitted - 1;
  await reportAtQos0(count);
  const stopped = server.stop();
  release();
  await stopped;
  await server.restart();
  expect(await loggedCounters()).toEqual(countersThrough(count));
});

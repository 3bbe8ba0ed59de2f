import { setTimeout as moment } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { compileStatusLayout } from '../src/codec/status-layout.ts';
import { monotonicClock } from '../src/model/clock.ts';
import { irrigationValve } from '../src/model/example-products/irrigation-valve.ts';
import { countedReport } from '../src/simulator/counted-payload.ts';
import { LoadGenerator } from '../src/simulator/load-generator.ts';
import { type RunningGateway, startGateway, type TestDevice } from './running-gateway.ts';

const deviceCount = 100;
const window = 50;
const pressureEntries = 1_000;
const pressureBytes = 1 << 20;
const overloadMs = 6_000;
/** Of the commit of 500 messages: a disk that takes 1,000 messages per second, for devices that send many times that. */
const slowCommitMs = 500;
const heapGrowthBytes = 64 << 20;

let gateway: RunningGateway;
let devices: TestDevice[];

beforeEach(async () => {
  gateway = await startGateway({
    definition: irrigationValve,
    groupCommit: { pressureEntries, pressureBytes, maxBatchEntries: 500 },
    monotonicClock,
  });
  devices = [];
  for (let count = 0; count < deviceCount; count++) devices.push(await gateway.createDevice());
});
afterEach(() => gateway.stop());

test('many times what the disk takes: memory is bounded, everybody is served, nobody is taken for silent, and it passes', async () => {
  // Silent for longer than that while they are held, if anybody counted.
  const load = startLoad({ keepAliveSeconds: 1 });
  await load.connect();
  load.begin();
  await load.untilAcknowledged(10 * deviceCount, 10_000);
  gateway.interceptWrites(() => moment(slowCommitMs));
  const heapBytes = process.memoryUsage().heapUsed;
  const peak = { entries: 0, bytes: 0, heapGrowthBytes: 0, held: 0 };
  const before = load.progress;
  const begunAtMs = performance.now();
  while (performance.now() - begunAtMs < overloadMs) {
    await moment(5);
    const { entries, bytes } = gateway.ingest.gathered;
    peak.entries = Math.max(peak.entries, entries);
    peak.bytes = Math.max(peak.bytes, bytes);
    peak.held = Math.max(peak.held, gateway.gateway.heldCount);
    peak.heapGrowthBytes = Math.max(peak.heapGrowthBytes, process.memoryUsage().heapUsed - heapBytes);
  }
  const served = load.progress.map(
    ({ acknowledgedThrough }, at) => acknowledgedThrough - before[at]!.acknowledgedThrough,
  );
  expect(peak.held).toBeGreaterThan(deviceCount / 4);
  expect(peak.entries).toBeLessThanOrEqual(pressureEntries + 1);
  expect(peak.bytes).toBeLessThanOrEqual(pressureBytes);
  expect(peak.heapGrowthBytes).toBeLessThan(heapGrowthBytes);
  const mean = served.reduce((sum, count) => sum + count, 0) / deviceCount;
  expect(Math.min(...served)).toBeGreaterThan(mean / 4);

  gateway.interceptWrites(async () => {});
  await load.untilAcknowledged(load.acknowledged + 200 * deviceCount, 5_000);
  await load.finish(5_000);
  expect(gateway.gateway.heldCount).toBe(0);
  expect(load.lostConnections).toBe(0);
  expect(await storedCounts()).toEqual(load.progress.map(({ acknowledgedThrough }) => acknowledgedThrough));
});

function startLoad(options: { keepAliveSeconds: number }): LoadGenerator {
  const { definition } = gateway.product.current!;
  const load = new LoadGenerator({
    ...options,
    server: { host: '127.0.0.1', port: gateway.port },
    devices,
    payload: countedReport(compileStatusLayout(definition), 'litres_total'),
    window,
  });
  onTestFinished(() => load.stop());
  return load;
}

async function storedCounts(): Promise<number[]> {
  const { rows } = await gateway.database.query<{ device_id: number; count: number }>(
    'select device_id, count(*) from frame group by device_id',
  );
  const counts = new Map(rows.map(({ device_id, count }) => [device_id, count]));
  return devices.map(({ deviceId }) => counts.get(deviceId) ?? 0);
}

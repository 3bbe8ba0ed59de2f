import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compileStatusLayout } from '../src/codec/status-layout.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import { countedReport } from '../src/simulator/counted-payload.ts';
import { type LoadDevice, LoadGenerator } from '../src/simulator/load-generator.ts';
import { createCustomer, importDevices } from './bench-customer.ts';
import { readFlags } from './bench-flags.ts';
import type { LoadTarget } from './load-target.ts';
import { MeasuredServer } from './measured-server.ts';
import { findMosquitto, startMosquitto } from './mosquitto.ts';
import { median } from './percentile.ts';
import { printResult } from './print-result.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * A fleet that wants to send ten times what the server takes at ease, for minutes: how much memory that costs, whether
 * anybody is cut off, whether all that was acknowledged is there, and how soon it is over. Mosquitto, which stores
 * nothing, has the same in the same run.
 */
const flags = readFlags({
  devices: 1_000,
  /** What the fleet wants to send, messages a second. */
  rate: 200_000,
  /** What it sends before and after. */
  calmRate: 5_000,
  seconds: 180,
  processes: [1],
  program: '',
});

interface Overload {
  readonly server: string;
  readonly calmP99Ms: number;
  readonly messagesPerSecond: number;
  /** Messages of the device that got the fewest through, by those of an average one. */
  readonly leastServed: number;
  readonly calmBytes: number;
  readonly peakBytes: number;
  readonly lateBytes: number;
  readonly lostConnections: number;
  readonly recoveryS: number;
  /** Undefined for who stores nothing: acknowledged messages that are not in the log, devices that were said to be gone. */
  readonly missing: number | undefined;
  readonly saidGone: number | undefined;
}

/** So many messages of each device are under way; more it keeps to itself, as a module with little memory does. */
const window = 256;
/** A device that is not read for one and a half times as long would be taken for silent. */
const keepAliveSeconds = 10;
const calmMs = 5_000;
const sampleMs = 1_000;
const patienceMs = 60_000;
const recoveryPatienceS = 30;
const payload = countedReport(
  compileStatusLayout(parseProductDefinition(greenhouseController, '0'.repeat(32))),
  'water_used',
);

const overloads: Overload[] = [];
await withScratchFolder(async (folder) => {
  const dataDir = join(folder, 'data');
  const devices = await prepareDevices(dataDir);
  for (const processes of flags.processes) {
    const server = await startServer(dataDir, processes);
    overloads.push(
      await overload(`qiyun, ${processes} process${processes === 1 ? '' : 'es'}`, server, devices),
    );
  }
  const mosquitto = findMosquitto();
  if (mosquitto !== undefined)
    overloads.push(await overload('mosquitto', await startMosquitto(mosquitto, folder), devices));
});
printResult({
  bench: 'overload',
  headline: `${flags.devices} devices that want to send ${flags.rate} messages a second for ${flags.seconds} s`,
  rows: overloads.map(rowOf),
});

function startServer(dataDir: string, processes: number): Promise<MeasuredServer> {
  return MeasuredServer.start({
    dataDir,
    processes,
    ...(flags.program === '' ? {} : { program: flags.program }),
  });
}

async function prepareDevices(dataDir: string): Promise<LoadDevice[]> {
  const server = await startServer(dataDir, 1);
  try {
    return await importDevices(server, await createCustomer(server, greenhouseController), flags.devices);
  } finally {
    await server.stop();
  }
}

async function overload(name: string, target: LoadTarget, devices: readonly LoadDevice[]): Promise<Overload> {
  const loadAt = (messagesPerSecond: number): LoadGenerator =>
    new LoadGenerator({
      server: { host: '127.0.0.1', port: target.mqttPort },
      devices,
      payload,
      window,
      messagesPerSecond,
      keepAliveSeconds,
    });
  const [calm, wild, after] = [loadAt(flags.calmRate), loadAt(flags.rate), loadAt(flags.calmRate)];
  try {
    const before = await measureCalm(calm, target);
    const during = await measureWild(wild, target);
    const stored = target instanceof MeasuredServer ? await lookInLog(target, [calm, wild]) : undefined;
    wild.stop();
    const recoveryS = during.drainS + (await secondsUntilCalm(after, 2 * before.p99Ms));
    return {
      server: name,
      calmP99Ms: before.p99Ms,
      calmBytes: before.bytes,
      ...during,
      recoveryS,
      lostConnections: calm.lostConnections + wild.lostConnections + after.lostConnections,
      missing: stored?.missing,
      saidGone: stored?.saidGone,
    };
  } finally {
    for (const load of [calm, wild, after]) load.stop();
    await target.stop();
  }
}

async function measureCalm(
  load: LoadGenerator,
  target: LoadTarget,
): Promise<{ p99Ms: number; bytes: number }> {
  await load.connect();
  load.begin();
  await pause(calmMs);
  load.takeLatency();
  await pause(calmMs);
  const p99Ms = load.takeLatency().percentileMs(0.99);
  await load.finish(patienceMs);
  const bytes = bytesOf(target);
  load.stop();
  return { p99Ms, bytes };
}

async function measureWild(load: LoadGenerator, target: LoadTarget) {
  await load.connect();
  load.begin();
  const startedMs = performance.now();
  const bytes: number[] = [];
  while (performance.now() - startedMs < flags.seconds * 1000) {
    await pause(sampleMs);
    bytes.push(bytesOf(target));
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const messagesPerSecond = load.acknowledged / seconds;
  const served = load.progress.map(({ acknowledgedThrough }) => acknowledgedThrough);
  const endedMs = performance.now();
  await load.finish(patienceMs);
  const drainS = (performance.now() - endedMs) / 1000;
  return {
    messagesPerSecond,
    leastServed: (Math.min(...served) * served.length) / load.acknowledged,
    peakBytes: Math.max(...bytes),
    // That it does not go on growing is seen in the last third.
    lateBytes: median(bytes.slice(Math.floor((bytes.length * 2) / 3))),
    drainS,
  };
}

/** The second from whose end on acknowledgements come within `p99Ms` again. */
async function secondsUntilCalm(load: LoadGenerator, p99Ms: number): Promise<number> {
  await load.connect();
  load.begin();
  for (let second = 1; second <= recoveryPatienceS; second++) {
    await pause(1_000);
    if (load.takeLatency().percentileMs(0.99) <= p99Ms) return second - 1;
  }
  return Number.POSITIVE_INFINITY;
}

/** While the overloading devices are still connected. */
async function lookInLog(server: MeasuredServer, loads: readonly LoadGenerator[]) {
  const database = await server.connectDatabase();
  const frames = await database.query('select count(*)::float8 as count from frame');
  const gone = await database.query(
    `select count(*)::float8 as count from presence_event where not is_online and reason = 'no_heartbeat'`,
  );
  await database.query('truncate frame');
  await database.end();
  const acknowledged = loads.reduce((sum, load) => sum + load.acknowledged, 0);
  return { missing: Math.max(0, acknowledged - frames.rows[0].count), saidGone: Number(gone.rows[0].count) };
}

function bytesOf(target: LoadTarget): number {
  const { server, postgres } = target.memoryBytes();
  return server + postgres;
}

function rowOf(figures: Overload) {
  const megabytes = (bytes: number): number => bytes / 1e6;
  return {
    server: figures.server,
    'msg/s': figures.messagesPerSecond,
    '× mosquitto': figures.messagesPerSecond / (overloads.find(isMosquitto)?.messagesPerSecond ?? Number.NaN),
    'least served device': figures.leastServed,
    'calm p99 ms': figures.calmP99Ms,
    'calm again after s': figures.recoveryS,
    'calm MB': megabytes(figures.calmBytes),
    'peak MB': megabytes(figures.peakBytes),
    'last third MB': megabytes(figures.lateBytes),
    'lost connections': figures.lostConnections,
    'acknowledged and missing': figures.missing,
    'taken for silent': figures.saidGone,
  };
}

function isMosquitto({ server }: Overload): boolean {
  return server === 'mosquitto';
}

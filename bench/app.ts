import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compileStatusLayout } from '../src/codec/status-layout.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import { countedReport } from '../src/simulator/counted-payload.ts';
import { type LoadDevice, LoadGenerator } from '../src/simulator/load-generator.ts';
import { type CrowdUser, makeAppCrowd } from './app-crowd.ts';
import { AppFleet } from './app-fleet.ts';
import { createCustomer, importDevices } from './bench-customer.ts';
import { readFlags } from './bench-flags.ts';
import { runLoad } from './load-run.ts';
import { MeasuredServer } from './measured-server.ts';
import { requireOpenFiles } from './open-file-limit.ts';
import { median } from './percentile.ts';
import { printResult } from './print-result.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * How soon apps hear what their devices report: one WebSocket for each device, all devices reporting at a fixed rate.
 * Beside it, in the same run, when the devices have their acknowledgements, and the same load with no app there.
 */
const flags = readFlags({
  apps: 5_000,
  /** Reports a second of all devices. */
  rate: 5_000,
  processes: [1, 2],
  seconds: 5,
  rounds: 1,
});

interface Figures {
  readonly processes: number;
  readonly apps: number;
  readonly loginS: number | undefined;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly heardP50Ms: number;
  readonly heardP99Ms: number;
  readonly heardShare: number;
  readonly serverUsPerReport: number;
}

const warmUpMs = 1_500;
const window = 64;
const payload = countedReport(
  compileStatusLayout(parseProductDefinition(greenhouseController, '0'.repeat(32))),
  'water_used',
);

requireOpenFiles(2 * flags.apps);
const measurements = await withScratchFolder(async (folder) => {
  const dataDir = join(folder, 'data');
  const { devices, users } = await withServer(dataDir, 1, prepare);
  const all: Figures[] = [];
  for (let round = 0; round < flags.rounds; round++) {
    for (const processes of flags.processes) {
      for (const watching of [[], users])
        all.push({
          processes,
          ...(await withServer(dataDir, processes, (server) => measure(server, devices, watching))),
        });
    }
  }
  return all;
});
printResult({
  bench: 'app',
  headline: `${flags.apps} devices, ${flags.rate} reports a second, an app for each; medians of ${flags.rounds}`,
  rows: flags.processes.flatMap((processes) => [0, flags.apps].map((apps) => rowOf(processes, apps))),
});

async function withServer<T>(
  dataDir: string,
  processes: number,
  work: (server: MeasuredServer) => Promise<T>,
): Promise<T> {
  const server = await MeasuredServer.start({ dataDir, processes });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function prepare(server: MeasuredServer) {
  const customer = await createCustomer(server, greenhouseController);
  const devices = await importDevices(server, customer, flags.apps);
  const database = await server.connectDatabase();
  const users = await makeAppCrowd(
    database,
    devices.map(({ did }) => did),
  );
  await database.end();
  // The first report of a day costs more than all others.
  await runLoad(server, { ...loadOf(devices), measuredMs: 1_000 });
  return { devices, users };
}

async function measure(
  server: MeasuredServer,
  devices: readonly LoadDevice[],
  users: readonly CrowdUser[],
): Promise<Omit<Figures, 'processes'>> {
  const betweenMs = 1000 / flags.rate;
  let begunAtMs = 0;
  const fleet = new AppFleet({
    httpUrl: server.httpUrl,
    users,
    dueMs: (position, counter) => begunAtMs + (position + (counter - 1) * devices.length) * betweenMs,
  });
  const load = new LoadGenerator({
    ...loadOf(devices),
    server: { host: '127.0.0.1', port: server.mqttPort },
  });
  try {
    await load.connect();
    const loginStartMs = performance.now();
    await fleet.connect();
    const loginS = (performance.now() - loginStartMs) / 1000;
    begunAtMs = performance.now();
    load.begin();
    await pause(warmUpMs);
    load.takeLatency();
    fleet.takeLatency();
    const cpu = server.cpuSeconds();
    const before = load.acknowledged;
    await pause(flags.seconds * 1000);
    const reports = load.acknowledged - before;
    const acks = load.takeLatency();
    const heard = fleet.takeLatency();
    if (fleet.lost > 0) throw new Error(`${fleet.lost} apps lost their sockets`);
    return {
      apps: users.length,
      loginS: users.length > 0 ? loginS : undefined,
      ackP50Ms: acks.percentileMs(0.5),
      ackP99Ms: acks.percentileMs(0.99),
      heardP50Ms: heard.percentileMs(0.5),
      heardP99Ms: heard.percentileMs(0.99),
      heardShare: heard.count / reports,
      serverUsPerReport: ((server.cpuSeconds().server - cpu.server) * 1e6) / reports,
    };
  } finally {
    fleet.stop();
    load.stop();
  }
}

function loadOf(devices: readonly LoadDevice[]) {
  return { devices, payload, window, messagesPerSecond: flags.rate };
}

function rowOf(processes: number, apps: number) {
  const rounds = measurements.filter((figures) => figures.processes === processes && figures.apps === apps);
  const of = (value: (figures: Figures) => number | undefined): number =>
    median(rounds.map((figures) => value(figures) ?? Number.NaN));
  return {
    processes,
    apps,
    'all logged in s': of(({ loginS }) => loginS),
    'ack p50 ms': of(({ ackP50Ms }) => ackP50Ms),
    'ack p99 ms': of(({ ackP99Ms }) => ackP99Ms),
    ...(apps > 0 && {
      'heard p50 ms': of(({ heardP50Ms }) => heardP50Ms),
      'heard p99 ms': of(({ heardP99Ms }) => heardP99Ms),
      'heard %': of(({ heardShare }) => 100 * heardShare),
    }),
    'server µs a report': of(({ serverUsPerReport }) => serverUsPerReport),
  };
}

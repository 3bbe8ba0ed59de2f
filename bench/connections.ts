import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { type LoadDevice, LoadGenerator } from '../src/simulator/load-generator.ts';
import { measureBareSockets } from './bare-sockets.ts';
import { createCustomer, importDevices } from './bench-customer.ts';
import { readFlags } from './bench-flags.ts';
import { MeasuredServer } from './measured-server.ts';
import { requireOpenFiles } from './open-file-limit.ts';
import { median } from './percentile.ts';
import { printResult } from './print-result.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * What devices cost that are connected and say nothing, how soon a fleet is online, and how soon it is back after all of
 * them have lost their connections at the same moment, each coming and going recorded before the CONNACK. The peer is a
 * server with as many sockets that keeps nothing about them.
 */
const flags = readFlags({ devices: 10_000, processes: [1, 2], rounds: 3, program: '' });

interface Fleet {
  readonly processes: number;
  readonly bytesPerDevice: number;
  readonly bareBytesPerSocket: number;
  readonly connectS: number;
  readonly stormS: number;
  readonly stormCpuS: number;
}

/** As a fleet that is switched on, and as one that comes back after its network was away. */
const someAtOnce = 64;
const payload = { bytes: Buffer.alloc(4), counterOffset: 0 };
const settleMs = 1_000;
const presencePatienceMs = 30_000;
const collector = new URL('./collect-on-signal.js', import.meta.url).href;

requireOpenFiles(flags.devices);
const fleets: Fleet[] = [];
for (let round = 0; round < flags.rounds; round++) {
  for (const processes of flags.processes) fleets.push(await measure(processes));
}
printResult({
  bench: 'connections',
  headline: `${flags.devices} devices, connected and silent; medians of ${flags.rounds}`,
  rows: flags.processes.map(rowOf),
});

function measure(processes: number): Promise<Fleet> {
  return withScratchFolder(async (folder) => {
    const dataDir = join(folder, 'data');
    const bareBytesPerSocket = await measureBareSockets(flags.devices);
    // In a life of its own: the memory that an import leaves behind would be taken for that of no devices.
    const devices = await withServer(dataDir, processes, async (server) =>
      importDevices(server, await createCustomer(server, greenhouseController), flags.devices),
    );
    const figures = await withServer(dataDir, processes, (server) => connectAll(server, devices));
    return { processes, bareBytesPerSocket, ...figures };
  });
}

async function withServer<T>(
  dataDir: string,
  processes: number,
  work: (server: MeasuredServer) => Promise<T>,
): Promise<T> {
  const server = await MeasuredServer.start({
    dataDir,
    processes,
    nodeFlags: ['--expose-gc', '--import', collector],
    ...(flags.program === '' ? {} : { program: flags.program }),
  });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function connectAll(
  server: MeasuredServer,
  devices: readonly LoadDevice[],
): Promise<Omit<Fleet, 'processes' | 'bareBytesPerSocket'>> {
  const database = await server.connectDatabase();
  const bytesBefore = await settledBytes(server);
  const first = fleetOf(server, devices, someAtOnce);
  const connectS = await secondsOf(() => first.connect());
  const bytesPerDevice = ((await settledBytes(server)) - bytesBefore) / devices.length;
  const cpu = server.cpuSeconds();
  first.stop();
  const second = fleetOf(server, devices, devices.length);
  const stormS = await secondsOf(async () => {
    await second.connect();
    await untilRecorded(database, devices.length);
  });
  const cpuAfter = server.cpuSeconds();
  second.stop();
  await database.end();
  const stormCpuS = cpuAfter.server + cpuAfter.postgres - cpu.server - cpu.postgres;
  return { bytesPerDevice, connectS, stormS, stormCpuS };
}

function fleetOf(server: MeasuredServer, devices: readonly LoadDevice[], atOnce: number): LoadGenerator {
  return new LoadGenerator({
    server: { host: '127.0.0.1', port: server.mqttPort },
    devices,
    payload,
    window: 1,
    connectsAtOnce: atOnce,
  });
}

/** The storm is over when the log has both sessions of every device and the end of the first. */
async function untilRecorded(database: pg.Client, devices: number): Promise<void> {
  const deadlineMs = performance.now() + presencePatienceMs;
  for (;;) {
    const { rows } = await database.query(
      'select count(*) filter (where is_online) as begun, count(*) as all from presence_event',
    );
    if (Number(rows[0].begun) === 2 * devices && Number(rows[0].all) === 3 * devices) return;
    if (performance.now() > deadlineMs) throw new Error(`presence was not recorded: ${JSON.stringify(rows)}`);
    await pause(20);
  }
}

/** Memory of the server's processes once they have thrown away what they no longer need. */
async function settledBytes(server: MeasuredServer): Promise<number> {
  await pause(settleMs);
  server.signal('SIGUSR2');
  await pause(settleMs);
  return server.memoryBytes().server;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

function rowOf(processes: number) {
  const rounds = fleets.filter((fleet) => fleet.processes === processes);
  const of = (value: (fleet: Fleet) => number): number => median(rounds.map(value));
  return {
    processes,
    'kB a device': of((fleet) => fleet.bytesPerDevice / 1000),
    'bare socket kB': of((fleet) => fleet.bareBytesPerSocket / 1000),
    '× bare socket': of((fleet) => fleet.bytesPerDevice / fleet.bareBytesPerSocket),
    'connect all s': of((fleet) => fleet.connectS),
    'storm s': of((fleet) => fleet.stormS),
    'storm CPU s': of((fleet) => fleet.stormCpuS),
  };
}

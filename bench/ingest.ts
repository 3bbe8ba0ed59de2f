import { parseArgs } from 'node:util';
import { encodeStatus } from '../src/codec/device-side.ts';
import { encodeFrame } from '../src/codec/frame.ts';
import { frameCommand } from '../src/codec/frame-command.ts';
import { compileStatusLayout } from '../src/codec/status-layout.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import type { CountedPayload } from '../src/simulator/counted-payload.ts';
import { type LoadDevice, LoadGenerator } from '../src/simulator/load-generator.ts';
import { measureBareCopy } from './bare-copy.ts';
import { MeasuredServer } from './measured-server.ts';

interface Measurement {
  readonly window: number;
  readonly messagesPerSecond: number;
  readonly ratioToCopy: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  /** Cores in use. */
  readonly cpu: { readonly server: number; readonly postgres: number; readonly generator: number };
}

const { values: flags } = parseArgs({
  options: {
    devices: { type: 'string', default: '1000' },
    windows: { type: 'string', default: '1,16' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
  },
});
const windows = flags.windows.split(',').map(Number);
const warmUpMs = 2_000;

const server = await MeasuredServer.start();
try {
  const devices = await server.createDevices(greenhouseController, Number(flags.devices));
  const database = await server.connectDatabase();
  const measurements: Measurement[] = [];
  for (let round = 0; round < Number(flags.rounds); round++) {
    // Interleaved: what slows the machine for a while slows all of them.
    const copyRowsPerSecond = await measureBareCopy(database, Number(flags.seconds) * 500);
    for (const window of windows) measurements.push(await measure(devices, window, copyRowsPerSecond));
  }
  const bytesPerFrame = await readBytesPerFrame(database);
  await database.end();
  printResult(
    windows.map((window) => medianOf(measurements.filter((one) => one.window === window))),
    bytesPerFrame,
  );
} finally {
  await server.stop();
}

async function measure(
  devices: LoadDevice[],
  window: number,
  copyRowsPerSecond: number,
): Promise<Measurement> {
  const load = new LoadGenerator({
    server: { host: '127.0.0.1', port: server.mqttPort },
    devices,
    payload: countedReport(),
    window,
  });
  await load.connect();
  load.begin();
  await pause(warmUpMs);
  load.takeLatency();
  const before = { acknowledged: load.acknowledged, cpu: server.cpuTimes(), atMs: performance.now() };
  await pause(Number(flags.seconds) * 1000);
  const seconds = (performance.now() - before.atMs) / 1000;
  const messagesPerSecond = (load.acknowledged - before.acknowledged) / seconds;
  const cpu = server.cpuTimes();
  const latency = load.takeLatency();
  await load.finish(30_000);
  load.stop();
  return {
    window,
    messagesPerSecond,
    ratioToCopy: messagesPerSecond / copyRowsPerSecond,
    ackP50Ms: latency.percentileMs(0.5),
    ackP99Ms: latency.percentileMs(0.99),
    cpu: {
      server: (cpu.server - before.cpu.server) / seconds,
      postgres: (cpu.postgres - before.cpu.postgres) / seconds,
      generator: (cpu.generator - before.cpu.generator) / seconds,
    },
  };
}

/** A report of the greenhouse controller whose `water_used` (32 bits) is the counter, so that each differs. */
function countedReport(): CountedPayload {
  const layout = compileStatusLayout(parseProductDefinition(greenhouseController, '0'.repeat(32)));
  const marker = 0xfeed_c0de;
  const status = encodeStatus(layout, new Map([['water_used', marker]]), 'report');
  const bytes = encodeFrame({ command: frameCommand.report, payload: status });
  const place = Buffer.alloc(4);
  place.writeUInt32BE(marker);
  return { bytes, counterOffset: bytes.indexOf(place) };
}

async function readBytesPerFrame(
  database: Awaited<ReturnType<MeasuredServer['connectDatabase']>>,
): Promise<number> {
  const { rows } = await database.query(`
    select sum(pg_total_relation_size(inhrelid)) as bytes, (select count(*) from frame) as frames
    from pg_inherits where inhparent = 'frame'::regclass`);
  return Number(rows[0].bytes) / Number(rows[0].frames);
}

function medianOf(all: readonly Measurement[]): Measurement {
  const median = (value: (one: Measurement) => number): number => {
    const sorted = all.map(value).sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  };
  return {
    window: all[0]!.window,
    messagesPerSecond: median((one) => one.messagesPerSecond),
    ratioToCopy: median((one) => one.ratioToCopy),
    ackP50Ms: median((one) => one.ackP50Ms),
    ackP99Ms: median((one) => one.ackP99Ms),
    cpu: {
      server: median((one) => one.cpu.server),
      postgres: median((one) => one.cpu.postgres),
      generator: median((one) => one.cpu.generator),
    },
  };
}

function printResult(results: readonly Measurement[], bytesPerFrame: number): void {
  console.log(
    `${flags.devices} devices, QoS 1, medians of ${flags.rounds} rounds; ${Math.round(bytesPerFrame)} bytes a frame`,
  );
  console.table(
    results.map((one) => ({
      window: one.window,
      'msg/s': Math.round(one.messagesPerSecond),
      '× bare COPY': round(one.ratioToCopy),
      'ack p50 ms': round(one.ackP50Ms),
      'ack p99 ms': round(one.ackP99Ms),
      'server cores': round(one.cpu.server),
      'postgres cores': round(one.cpu.postgres),
      'generator cores': round(one.cpu.generator),
    })),
  );
  console.log(JSON.stringify({ bench: 'ingest', devices: Number(flags.devices), bytesPerFrame, results }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

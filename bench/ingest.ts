import { join } from 'node:path';
import { compileStatusLayout } from '../src/codec/status-layout.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import { countedReport } from '../src/simulator/counted-payload.ts';
import type { LoadDevice } from '../src/simulator/load-generator.ts';
import { Abuser } from './abuser.ts';
import { measureBareCopy } from './bare-copy.ts';
import { createCustomer, importDevices } from './bench-customer.ts';
import { readFlags } from './bench-flags.ts';
import { freePort } from './free-port.ts';
import { type LoadFigures, runLoad } from './load-run.ts';
import type { LoadTarget } from './load-target.ts';
import { MeasuredServer } from './measured-server.ts';
import { findMosquitto, startMosquitto } from './mosquitto.ts';
import { PeerProcess } from './peer-process.ts';
import { median } from './percentile.ts';
import { printResult } from './print-result.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * What the server takes in: QoS 1 publishes of many devices, each on disk before it is acknowledged. Beside it, in the
 * same rounds: Mosquitto, which stores nothing; a sink that shows what the generator itself can do; a bare COPY of like
 * rows. Everything runs on this machine and shares its processors.
 */
const flags = readFlags({
  devices: [1_000, 10_000],
  windows: [1, 16],
  /** Messages a second of all devices in the open loop, with the first number of devices; 0 leaves it out. */
  rate: 20_000,
  /** Messages a second of all devices, alone and beside an abusive one; 0 leaves both out. */
  fairRate: 5_000,
  processes: [1, 2],
  seconds: 5,
  rounds: 3,
  /** Another build to measure, its dist/main.js. */
  program: '',
});

/** A load; the rate is undefined in a closed loop. */
interface Load {
  readonly devices: number;
  readonly window: number;
  readonly rate: number | undefined;
  readonly isBesideAbuser: boolean;
}

interface Contender {
  readonly name: string;
  start(): Promise<LoadTarget>;
}

interface Measurement extends LoadFigures {
  readonly load: Load;
  readonly contender: string;
  readonly round: number;
  readonly bytesPerFrame: number | undefined;
}

const openLoopWindow = 256;
const payload = countedReport(
  compileStatusLayout(parseProductDefinition(greenhouseController, '0'.repeat(32))),
  'water_used',
);
const measuredMs = flags.seconds * 1000;

await withScratchFolder(async (folder) => {
  const dataDir = join(folder, 'data');
  const devices = await prepareDevices(dataDir, Math.max(...flags.devices) + 1);
  const wild = devices.pop()!;
  const contenders = [...qiyunContenders(dataDir), ...peers(folder)];
  const copyRates: number[] = [];
  const measurements: Measurement[] = [];
  for (let round = 0; round < flags.rounds; round++) {
    copyRates.push(await measureCopy(dataDir));
    // Interleaved: what slows the machine for a while slows all of them.
    for (const load of loads()) {
      for (const contender of contenders) {
        const figures = await measure(contender, load, { devices: devices.slice(0, load.devices), wild });
        measurements.push({ ...figures, load, contender: contender.name, round });
      }
    }
  }
  report(measurements, copyRates);
});

function loads(): Load[] {
  const closed = flags.devices.flatMap((devices) =>
    flags.windows.map((window) => ({ devices, window, rate: undefined, isBesideAbuser: false })),
  );
  const open = { devices: flags.devices[0]!, window: openLoopWindow, isBesideAbuser: false };
  const fair = { ...open, rate: flags.fairRate };
  return [
    ...closed,
    ...(flags.rate > 0 ? [{ ...open, rate: flags.rate }] : []),
    ...(flags.fairRate > 0 ? [fair, { ...fair, isBesideAbuser: true }] : []),
  ];
}

function qiyunContenders(dataDir: string): Contender[] {
  return flags.processes.map((processes) => ({
    name: `qiyun, ${processes} process${processes === 1 ? '' : 'es'}`,
    start: () => startServer(dataDir, processes),
  }));
}

function peers(folder: string): Contender[] {
  const sinkProgram = new URL('./acknowledging-sink.js', import.meta.url).pathname;
  const sink: Contender = {
    name: 'sink',
    start: async () => {
      const port = await freePort();
      return PeerProcess.start(process.execPath, [sinkProgram, String(port)], port);
    },
  };
  const mosquitto = findMosquitto();
  if (mosquitto === undefined)
    console.log('Mosquitto is not installed: `apt-get install mosquitto` for the comparison');
  return mosquitto === undefined
    ? [sink]
    : [{ name: 'mosquitto', start: () => startMosquitto(mosquitto, folder) }, sink];
}

function startServer(dataDir: string, processes: number): Promise<MeasuredServer> {
  return MeasuredServer.start({
    dataDir,
    processes,
    ...(flags.program === '' ? {} : { program: flags.program }),
  });
}

async function prepareDevices(dataDir: string, count: number): Promise<LoadDevice[]> {
  const server = await startServer(dataDir, 1);
  try {
    return await importDevices(server, await createCustomer(server, greenhouseController), count);
  } finally {
    await server.stop();
  }
}

async function measureCopy(dataDir: string): Promise<number> {
  const server = await startServer(dataDir, 1);
  try {
    const database = await server.connectDatabase();
    const rate = await measureBareCopy(database, payload.bytes, measuredMs);
    await database.end();
    return rate;
  } finally {
    await server.stop();
  }
}

async function measure(
  contender: Contender,
  load: Load,
  { devices, wild }: { devices: readonly LoadDevice[]; wild: LoadDevice },
): Promise<LoadFigures & { bytesPerFrame: number | undefined }> {
  const target = await contender.start();
  const abuser = load.isBesideAbuser ? new Abuser(target.mqttPort, wild) : undefined;
  try {
    const { window, rate } = load;
    const openLoop = rate === undefined ? {} : { messagesPerSecond: rate };
    const figures = await runLoad(target, { devices, payload, window, measuredMs, ...openLoop });
    const bytesPerFrame = target instanceof MeasuredServer ? await takeBytesPerFrame(target) : undefined;
    return { ...figures, bytesPerFrame };
  } finally {
    await abuser?.stop();
    await target.stop();
  }
}

/** What a frame of this run takes on disk with its index; then the next run begins with an empty log. */
async function takeBytesPerFrame(server: MeasuredServer): Promise<number> {
  const database = await server.connectDatabase();
  const { rows } = await database.query(`
    select sum(pg_total_relation_size(inhrelid)) / (select count(*) from frame) as bytes
    from pg_inherits where inhparent = 'frame'::regclass`);
  await database.query('truncate frame');
  await database.end();
  return Number(rows[0].bytes);
}

function report(measurements: readonly Measurement[], copyRates: readonly number[]): void {
  const names = [...new Set(measurements.map(({ contender }) => contender))];
  const rows = loads().flatMap((load) =>
    names.map((name) => {
      const runs = measurements.filter((one) => one.contender === name && isSameLoad(one.load, load));
      return reportRow(runs, measurements, copyRates);
    }),
  );
  printResult({
    bench: 'ingest',
    headline: `QoS 1, ${payload.bytes.length} bytes a frame, medians of ${flags.rounds} rounds of ${flags.seconds} s`,
    rows,
    facts: { copyRowsPerSecond: median(copyRates), payloadBytes: payload.bytes.length },
  });
}

function reportRow(
  runs: readonly Measurement[],
  all: readonly Measurement[],
  copyRates: readonly number[],
): Record<string, string | number | undefined> {
  const of = (value: (run: Measurement) => number): number => median(runs.map(value));
  const { load, contender } = runs[0]!;
  const isServer = runs[0]!.bytesPerFrame !== undefined;
  const perMessage = (cores: (run: Measurement) => number): number =>
    of((run) => (cores(run) * 1e6) / run.messagesPerSecond);
  return {
    devices: load.devices,
    load: loadName(load),
    server: contender,
    'msg/s': of((run) => run.messagesPerSecond),
    '× mosquitto': of((run) => run.messagesPerSecond / mosquittoRate(run, all)),
    '× COPY': isServer ? of((run) => run.messagesPerSecond / copyRates[run.round]!) : undefined,
    'p50 ms': of((run) => run.ackP50Ms),
    'p99 ms': of((run) => run.ackP99Ms),
    'p99 × alone': load.isBesideAbuser ? of((run) => run.ackP99Ms / aloneP99Ms(run, all)) : undefined,
    'server cores': of((run) => run.cores.server),
    'pg cores': isServer ? of((run) => run.cores.postgres) : undefined,
    'generator cores': of((run) => run.cores.generator),
    'server µs/msg': perMessage((run) => run.cores.server),
    'pg µs/msg': isServer ? perMessage((run) => run.cores.postgres) : undefined,
    'B/frame': isServer ? of((run) => run.bytesPerFrame!) : undefined,
  };
}

function mosquittoRate({ load, round }: Measurement, all: readonly Measurement[]): number {
  const peer = all.find(
    (one) => one.contender === 'mosquitto' && one.round === round && isSameLoad(one.load, load),
  );
  return peer?.messagesPerSecond ?? Number.NaN;
}

/** Of the same server in the same round, without the abusive device. */
function aloneP99Ms({ load, contender, round }: Measurement, all: readonly Measurement[]): number {
  const alone = { ...load, isBesideAbuser: false };
  const peer = all.find(
    (one) => one.contender === contender && one.round === round && isSameLoad(one.load, alone),
  );
  return peer?.ackP99Ms ?? Number.NaN;
}

function loadName({ window, rate, isBesideAbuser }: Load): string {
  if (rate === undefined) return `window ${window}`;
  return isBesideAbuser ? `${rate}/s + abuser` : `${rate}/s`;
}

function isSameLoad(a: Load, b: Load): boolean {
  return (
    a.devices === b.devices &&
    a.window === b.window &&
    a.rate === b.rate &&
    a.isBesideAbuser === b.isBesideAbuser
  );
}

import { join } from 'node:path';
import type pg from 'pg';
import { compileStatusLayout } from '../src/codec/status-layout.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import { countedReport } from '../src/simulator/counted-payload.ts';
import type { LoadDevice } from '../src/simulator/load-generator.ts';
import { type BenchCustomer, createCustomer, importDevices } from './bench-customer.ts';
import { readFlags } from './bench-flags.ts';
import { fillLogs, framesPerDevice, type LongLog } from './long-log.ts';
import { MeasuredServer } from './measured-server.ts';
import { percentile } from './percentile.ts';
import { printResult } from './print-result.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * How long a caller of /v1 waits for a page of a device's logs, early and late ones, when each device has two days of a
 * frame every ten seconds in a log of many devices: the first page that anybody asks for of a device, and one after it.
 * Beside it the same rows by the plain statements one would write.
 */
const flags = readFlags({
  frames: 10_000_000,
  /** Of each page, each time of another device; fewer when there are not as many devices. */
  requests: 70,
  limit: 20,
  processes: 1,
  program: '',
});

/** A page of a log, and the plain statement for it. */
interface MeasuredPage {
  readonly log: 'cmd' | 'data' | 'online';
  readonly skip: number;
}

interface Asked {
  readonly server: MeasuredServer;
  readonly database: pg.Client;
  readonly customer: BenchCustomer;
  readonly log: LongLog;
}

const plainSources: Readonly<Record<MeasuredPage['log'], string>> = {
  cmd: 'frame where device_id = $1 and received_at >= $2 and received_at < $3',
  data: 'frame where device_id = $1 and received_at >= $2 and received_at < $3 and kind = 1',
  online: 'presence_event where device_id = $1 and occurred_at >= $2 and occurred_at < $3',
};
const orders = { cmd: 'received_at', data: 'received_at', online: 'occurred_at' } as const;
const pages: readonly MeasuredPage[] = [
  { log: 'cmd', skip: 0 },
  { log: 'cmd', skip: 8_000 },
  { log: 'cmd', skip: 17_000 },
  { log: 'data', skip: 0 },
  { log: 'data', skip: 8_000 },
  { log: 'data', skip: 16_000 },
  { log: 'online', skip: 0 },
  { log: 'online', skip: 200 },
];
/** So that it is not the compiler that is measured. */
const warmingRounds = 60;
/** The plain statements are for devices that nobody has just asked for. */
const plainStride = 7919;

await withScratchFolder(async (folder) => {
  const server = await MeasuredServer.start({
    dataDir: join(folder, 'data'),
    processes: flags.processes,
    ...(flags.program === '' ? {} : { program: flags.program }),
  });
  try {
    const customer = await createCustomer(server, greenhouseController);
    const devices = await importDevices(server, customer, Math.ceil(flags.frames / framesPerDevice));
    const database = await server.connectDatabase();
    const layout = compileStatusLayout(parseProductDefinition(greenhouseController, customer.productKey));
    const startedMs = performance.now();
    const log = await fillLogs(database, countedReport(layout, 'water_used'));
    const filledSeconds = (performance.now() - startedMs) / 1000;
    const visibleShare = await vacuumLogs(database);
    await askAndReport({ server, database, customer, log }, devices, { filledSeconds, visibleShare });
    await database.end();
  } finally {
    await server.stop();
  }
});

/**
 * A log that grows all day is vacuumed all day; this one has just been filled. Returns the share of pages that all
 * transactions may see, without which the server cannot answer from an index alone.
 */
async function vacuumLogs(database: pg.Client): Promise<number> {
  await database.query('vacuum (analyze) frame, presence_event');
  const { rows } = await database.query(
    `select sum(relallvisible)::float8 / nullif(sum(relpages), 0) as share
      from pg_inherits join pg_class on oid = inhrelid where inhparent = 'frame'::regclass`,
  );
  return Number(rows[0].share ?? 0);
}

async function askAndReport(
  asked: Asked,
  devices: readonly LoadDevice[],
  facts: Readonly<Record<string, number>>,
): Promise<void> {
  const [warmer, ...others] = devices.map(({ did }) => did);
  for (let round = 0; round < warmingRounds; round++)
    for (const page of pages) await getPage(asked, warmer!, page);
  const requests = Math.min(flags.requests, Math.floor(others.length / pages.length));
  const timesMs = pages.map(() => ({ first: [] as number[], next: [] as number[], plain: [] as number[] }));
  let turn = 0;
  for (let request = 0; request < requests; request++) {
    for (const [index, page] of pages.entries()) {
      const did = others[turn++]!;
      const { first, next, plain } = timesMs[index]!;
      first.push(await timeOf(() => getPage(asked, did, page)));
      next.push(await timeOf(() => getPage(asked, did, page)));
      plain.push(await timeOf(() => selectPlainly(asked, (turn * plainStride) % devices.length, page)));
    }
  }
  const frames = devices.length * framesPerDevice;
  printResult({
    bench: 'history',
    headline: `${frames} frames of ${devices.length} devices, ${framesPerDevice} each; ${requests} devices a row, pages of ${flags.limit} over /v1`,
    rows: pages.map((page, index) => pageRow(page, timesMs[index]!)),
    facts: { frames, ...facts, bytesPerFrame: await bytesPerFrame(asked.database, frames) },
  });
}

interface PageTimes {
  readonly first: readonly number[];
  readonly next: readonly number[];
  readonly plain: readonly number[];
}

function pageRow({ log, skip }: MeasuredPage, { first, next, plain }: PageTimes) {
  const [firstP50Ms, nextP50Ms, plainP50Ms] = [first, next, plain].map((times) => percentile(times, 0.5));
  return {
    log,
    skip,
    'first p50 ms': firstP50Ms!,
    'first p99 ms': percentile(first, 0.99),
    'next p50 ms': nextP50Ms!,
    'next p99 ms': percentile(next, 0.99),
    'plain SQL p50 ms': plainP50Ms!,
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function getPage({ server, customer, log }: Asked, did: string, page: MeasuredPage): Promise<void> {
  const query = new URLSearchParams({
    start_ts: String(log.startMs / 1000),
    end_ts: String(log.endMs / 1000),
    limit: String(flags.limit),
    skip: String(page.skip),
  });
  const url = `${server.httpUrl}/v1/products/${customer.productKey}/devices/${did}/${page.log}?${query}`;
  const response = await fetch(url, { headers: { authorization: customer.authorization } });
  const answer = (await response.json()) as { objects?: unknown[] };
  if (answer.objects?.length !== flags.limit) throw new Error(`${url}: ${JSON.stringify(answer)}`);
}

async function selectPlainly(
  { database, log }: Asked,
  index: number,
  { log: name, skip }: MeasuredPage,
): Promise<void> {
  const source = plainSources[name];
  const order = orders[name];
  const values = [index + 1, new Date(log.startMs), new Date(log.endMs + 1000)];
  const page = `order by ${order} desc, seq desc limit ${flags.limit} offset ${skip}`;
  await database.query(`select * from ${source} ${page}`, values);
  await database.query(`select count(*) from ${source}`, values);
}

async function bytesPerFrame(database: pg.Client, frames: number): Promise<number> {
  const { rows } = await database.query(
    `select sum(pg_total_relation_size(inhrelid)) as bytes from pg_inherits where inhparent = 'frame'::regclass`,
  );
  return Number(rows[0].bytes) / frames;
}

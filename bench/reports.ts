import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { addDays, isoWeekOf, mondayOf } from '../src/reports/day.ts';
import { clientConfig, type Queryable } from '../src/store/database.ts';
import {
  type Recounted,
  recountAlarmDevices,
  recountAlarmEvents,
  recountDevicesByDay,
  recountHistory,
  recountLocations,
  recountRealtime,
  recountSummary,
} from '../test/recount-reports.ts';
import { type BenchCustomer, createCustomer } from './bench-customer.ts';
import { readFlags } from './bench-flags.ts';
import { MeasuredServer } from './measured-server.ts';
import { percentile } from './percentile.ts';
import { printResult } from './print-result.ts';
import { fillReportFleet } from './report-fleet.ts';
import { withScratchFolder } from './scratch-folder.ts';

/**
 * How long a caller of /v1 waits for each device report of a product that has had a year, of the whole product and of a
 * group with a tenth of its devices, and whether the answer is what a count of everything says.
 */
const flags = readFlags({
  devices: 100_000,
  groups: 10_000,
  /** Of each report; 0: nothing is measured. */
  requests: 20,
  /** 0: answers are not held against a count of everything, which takes long. */
  recount: 1,
  /** Where the fleet is kept for further runs; when one is there, it is used as it is. */
  folder: '',
  program: '',
});

interface Report {
  readonly name: string;
  readonly path: string;
  readonly hasGroup: boolean;
  /** What it has to answer; left out where counting everything takes minutes. */
  readonly recount?: (db: Queryable, devices: Recounted) => Promise<unknown>;
  /** What of the answer is held against that; left out: all of it. */
  readonly compared?: (answer: never) => unknown;
}

await (flags.folder === '' ? withScratchFolder(run) : run(flags.folder));

async function run(folder: string): Promise<void> {
  const server = await MeasuredServer.start({
    dataDir: join(folder, 'data'),
    processes: 1,
    ...(flags.program === '' ? {} : { program: flags.program }),
  });
  try {
    const client = new pg.Client(clientConfig(await server.databaseConnection(), 'bench'));
    await client.connect();
    await client.query('set statement_timeout = 0');
    const fleet = await readyFleet(server, client, join(folder, 'fleet.json'));
    const { rows } = await client.query('select report_date(now()) as today');
    await measureAndPrint({ server, client, fleet }, rows[0].today);
    await client.end();
  } finally {
    await server.stop();
  }
}

interface Fleet {
  readonly customer: BenchCustomer;
  /** Of the group with a tenth of the devices. */
  readonly gid: string;
  readonly facts: Readonly<Record<string, number>>;
}

/** The fleet of the folder, which is filled when there is none yet. */
async function readyFleet(server: MeasuredServer, client: pg.Client, path: string): Promise<Fleet> {
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as Fleet;
  const { devices, groups } = flags;
  const customer = await createCustomer(server, greenhouseController);
  const startedMs = performance.now();
  const gid = await fillReportFleet(client, { devices, groups });
  const filledSeconds = (performance.now() - startedMs) / 1000;
  const rebuildSeconds = (await timeOf(() => client.query('select rebuild_tallies()'))) / 1000;
  await client.query('vacuum analyze');
  const fleet = { customer, gid, facts: { devices, groups, filledSeconds, rebuildSeconds } };
  await writeFile(path, JSON.stringify(fleet));
  return fleet;
}

interface Asked {
  readonly server: MeasuredServer;
  readonly client: pg.Client;
  readonly fleet: Fleet;
}

async function measureAndPrint(asked: Asked, today: string): Promise<void> {
  const { gid, facts } = asked.fleet;
  const measured = reportsOn(today, facts.devices!).flatMap((report) =>
    (report.hasGroup ? [undefined, gid] : [undefined]).map((gid) => ({ report, gid })),
  );
  const rows = [];
  for (const { report, gid } of measured) {
    rows.push({
      report: report.name,
      devices: gid ? 'a tenth' : 'all',
      ...(flags.requests > 0 && (await measure(asked, report, gid))),
      'as counted': flags.recount ? await compare(asked, report, gid) : '',
    });
  }
  printResult({
    bench: 'reports',
    headline: `${facts.devices} devices in ${facts.groups} groups and 300 cities with a year of activity; ${flags.requests} requests of each report over /v1`,
    rows,
    facts,
  });
}

async function measure(asked: Asked, { path }: Report, gid: string | undefined) {
  const url = withGid(path, gid);
  await ask(asked, url);
  const timesMs: number[] = [];
  for (let request = 0; request < flags.requests; request++) {
    timesMs.push(await timeOf(() => ask(asked, url)));
  }
  return { 'p50 ms': percentile(timesMs, 0.5), 'p99 ms': percentile(timesMs, 0.99) };
}

async function compare(asked: Asked, report: Report, gid: string | undefined): Promise<string> {
  const { path, recount, compared = (answer: unknown) => answer } = report;
  if (!recount) return '';
  const { rows } = await asked.client.query('select max(id) as id from product');
  const expected = await recount(asked.client as Queryable, { productId: rows[0].id, gid });
  const answer = await ask(asked, withGid(path, gid));
  if (!isDeepStrictEqual(compared(answer as never), expected)) throw new Error(`${path}: not as counted`);
  return 'yes';
}

function withGid(path: string, gid: string | undefined): string {
  return gid ? `${path}${path.includes('?') ? '&' : '?'}gid=${gid}` : path;
}

async function ask({ server, fleet: { customer } }: Asked, path: string): Promise<unknown> {
  const url = `${server.httpUrl}/v1/products/${customer.productKey}${path}`;
  const response = await fetch(url, { headers: { authorization: customer.authorization } });
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`);
  return response.json();
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** The widest windows that may be asked for; narrower ones are counted where the widest would take minutes. */
function reportsOn(today: string, devices: number): Report[] {
  const firstWeek = isoWeekOf(addDays(today, -364));
  const window = {
    date: { start: addDays(today, -29), end: today },
    week: { start: weekText(firstWeek), end: weekText(isoWeekOf(today)) },
    month: { start: addDays(today, -330).slice(0, 7), end: today.slice(0, 7) },
  };
  const monday = mondayOf(isoWeekOf(today).year, isoWeekOf(today).week);
  const counted = {
    date: { cycle: 'date', from: window.date.start, to: today },
    week: { cycle: 'week', from: mondayOf(firstWeek.year, firstWeek.week), to: addDays(monday, 6) },
  } as const;
  return [
    { name: 'locations', path: '/devices/locations', hasGroup: true, recount: recountLocations },
    {
      name: 'summary',
      path: '/summary',
      hasGroup: false,
      recount: (db, { productId }) => recountSummary(db, productId, today),
    },
    { name: 'rt', path: '/devices/report/rt', hasGroup: true, recount: recountRealtime },
    {
      name: 'fault devices',
      path: '/fault/report/devices',
      hasGroup: true,
      recount: (db, devices) => recountAlarmDevices(db, devices, 'fault'),
    },
    {
      name: 'alert events',
      path: '/alert/report/events',
      hasGroup: true,
      recount: (db, devices) => recountAlarmEvents(db, devices, 'alert'),
    },
    ...(['date', 'week', 'month'] as const).map((cycle) => ({
      name: `activation by ${cycle}`,
      path: `/devices/report/activation?cycle=${cycle}&${new URLSearchParams(window[cycle])}`,
      hasGroup: true,
      ...(cycle !== 'month' && {
        recount: (db: Queryable, devices: Recounted) =>
          recountHistory(db, devices, { kind: 'activation', ...counted[cycle] }),
      }),
    })),
    ...(['date', 'week', 'month'] as const).map((cycle) => ({
      name: `liveness by ${cycle}`,
      path: `/devices/report/liveness/history?cycle=${cycle}&${new URLSearchParams(window[cycle])}`,
      hasGroup: true,
      ...(cycle === 'date' && {
        recount: (db: Queryable, devices: Recounted) =>
          recountHistory(db, devices, { kind: 'liveness', ...counted.date }),
      }),
    })),
    { name: 'new devices', path: '/incr_devices', hasGroup: false },
    { name: 'new devices of a city', path: '/incr_devices?city=City+3', hasGroup: false },
    listed({ path: '/active_devices?', name: 'active devices', today }),
    {
      name: 'active devices, half through',
      path: `/active_devices?skip=${devices * 2}`,
      hasGroup: false,
    },
    {
      name: 'active devices of a city',
      path: '/active_devices?region=Region+2&city=City+3',
      hasGroup: false,
    },
  ];
}

/** The first page of one day. */
function listed({ path, name, today }: { path: string; name: string; today: string }): Report {
  return {
    name,
    path: `${path}start=${today}&limit=1000`,
    hasGroup: false,
    recount: async (db, { productId }) => {
      const lines = await recountDevicesByDay(db, productId, { kind: 'active', from: today, to: today });
      return { total: lines.length, lines: lines.slice(0, 1000) };
    },
    compared: (answer: { meta: { total: number }; objects: { report_date: string; mac: string }[] }) => ({
      total: answer.meta.total,
      lines: answer.objects.map((row) => `${row.report_date} ${row.mac}`),
    }),
  };
}

function weekText({ year, week }: { readonly year: number; readonly week: number }): string {
  return `${year}-${String(week).padStart(2, '0')}`;
}

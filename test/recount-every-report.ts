import { addDays, isoWeekOf, mondayOf } from '../src/reports/day.ts';
import type { Queryable } from '../src/store/database.ts';
import {
  type Recounted,
  type RecountWindow,
  recountAlarmDevices,
  recountAlarmEvents,
  recountHistory,
  recountLocations,
  recountRealtime,
  recountSummary,
} from './recount-reports.ts';

export interface ReportsScope extends Recounted {
  readonly database: Queryable;
  /** In the time zone of reports. */
  readonly today: string;
  /** What the path below the product answers. */
  get(path: string): Promise<unknown>;
}

/** What a report answers, and what a count of everything says. */
export interface RecountedReport {
  readonly path: string;
  readonly answered: unknown;
  readonly recounted: unknown;
}

const histories = [
  ['activation', '/devices/report/activation'],
  ['liveness', '/devices/report/liveness/history'],
] as const;

/** Every report of devices, of the product or of one of its groups. */
export async function recountEveryReport(scope: ReportsScope): Promise<RecountedReport[]> {
  const { database, today, gid } = scope;
  const reports: RecountedReport[] = [];
  const hold = async (path: string, recounted: unknown) => {
    const asked = gid ? `${path}&gid=${gid}` : path;
    reports.push({ path: asked, answered: await scope.get(asked), recounted });
  };
  if (!gid) {
    const summary = await recountSummary(database, scope.productId, today);
    for (const path of ['/summary', '/devices/summary']) await hold(path, summary);
  }
  await hold('/devices/locations?', await recountLocations(database, scope));
  const filter = { online: true, faulty: false, alert: true };
  const filtered = '/devices/locations?is_online=1&is_faulty=0&is_alert=1';
  await hold(filtered, await recountLocations(database, scope, filter));
  await hold('/devices/report/rt?', await recountRealtime(database, scope));
  for (const kind of ['fault', 'alert'] as const) {
    await hold(`/${kind}/report/devices?`, await recountAlarmDevices(database, scope, kind));
    await hold(`/${kind}/report/events?`, await recountAlarmEvents(database, scope, kind));
  }
  for (const window of windowsAround(today)) {
    for (const [kind, path] of histories) {
      const expected = await recountHistory(database, scope, { ...window, kind });
      await hold(`${path}?cycle=${window.cycle}&start=${expected.start}&end=${expected.end}`, expected);
    }
  }
  return reports;
}

/** Each with what is still to come of the present period. */
function windowsAround(today: string): RecountWindow[] {
  const mondayBefore = (day: string) => mondayOf(isoWeekOf(day).year, isoWeekOf(day).week);
  const monthOf = (day: string) => `${day.slice(0, 7)}-01`;
  return [
    { cycle: 'date', from: addDays(today, -27), to: addDays(today, 2) },
    { cycle: 'week', from: mondayBefore(addDays(today, -42)), to: addDays(mondayBefore(today), 6) },
    {
      cycle: 'month',
      from: monthOf(addDays(today, -60)),
      to: addDays(monthOf(addDays(monthOf(today), 31)), -1),
    },
  ];
}

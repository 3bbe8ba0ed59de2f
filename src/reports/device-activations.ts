import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { type PeriodReport, reportByPeriod } from './period-counts.ts';
import { type PeriodCount, readPeriodCounts } from './read-tallies.ts';
import type { Cycle, Period } from './report-periods.ts';

const unitOf = { date: 'day', week: 'week', month: 'month' } as const;

/** How many devices were first online in each period (contract.md §5, report/activation). */
export async function countActivations(
  db: Queryable,
  devices: CountedDevices,
  { cycle, periods }: { readonly cycle: Cycle; readonly periods: readonly Period[] },
): Promise<PeriodReport[]> {
  const days = { from: periods[0]!.firstDay, to: periods.at(-1)!.lastDay };
  const { productId, groupIds } = devices;
  const per = unitOf[cycle];
  const counts = groupIds
    ? await readOfGroups(db, groupIds, { ...days, per })
    : await readPeriodCounts(db, { productId, metrics: ['new'], days, per });
  return reportByPeriod(db, periods, counts);
}

async function readOfGroups(
  db: Queryable,
  groupIds: readonly number[],
  { from, to, per }: { readonly from: string; readonly to: string; readonly per: string },
): Promise<PeriodCount[]> {
  const { rows } = await db.query<PeriodCount>(
    `select date_trunc($4, first_online_on::timestamp)::date as period, place_id as "placeId", count(*) as amount
     from device_standing where group_id = any($1) and first_online_on between $2 and $3 group by 1, 2`,
    [groupIds, from, to, per],
  );
  return rows;
}

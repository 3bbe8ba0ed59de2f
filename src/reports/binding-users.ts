import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { type PeriodReport, reportByPeriod } from './period-counts.ts';
import { type PeriodCount, readPeriodCounts } from './read-tallies.ts';
import type { Cycle, Period } from './report-periods.ts';

const unitOf = { date: 'day', week: 'week', month: 'month' } as const;

/** How many users bound one of the devices for the first time in each period, by the places of the users (contract.md §5). */
export async function countNewUsers(
  db: Queryable,
  { productId, groupIds }: CountedDevices,
  { cycle, periods }: { readonly cycle: Cycle; readonly periods: readonly Period[] },
): Promise<PeriodReport[]> {
  const days = { from: periods[0]!.firstDay, to: periods.at(-1)!.lastDay };
  const per = unitOf[cycle];
  const counts = groupIds
    ? await readOfGroups(db, groupIds, { ...days, per })
    : await readPeriodCounts(db, { productId, metrics: ['new_user'], days, per });
  return reportByPeriod(db, periods, counts);
}

/** Of devices that are in the groups now, whenever they were bound. */
async function readOfGroups(
  db: Queryable,
  groupIds: readonly number[],
  { from, to, per }: { readonly from: string; readonly to: string; readonly per: string },
): Promise<PeriodCount[]> {
  const { rows } = await db.query<PeriodCount>(
    `select date_trunc($4, first_bound_on::timestamp)::date as period, u.place_id as "placeId", count(*) as amount
     from (
       select b.uid, min(b.first_bound_on) as first_bound_on
       from device_standing s join ever_bound b using (device_id) where s.group_id = any($1) group by b.uid
     ) first join app_user u using (uid)
     where first_bound_on between $2 and $3 group by 1, 2`,
    [groupIds, from, to, per],
  );
  return rows;
}

/** How many users ever bound one of the devices. */
export async function countBindingUsers(
  db: Queryable,
  { productId, groupIds }: CountedDevices,
): Promise<number> {
  const { rows } = groupIds
    ? await db.query<{ total: number }>(
        `select count(distinct b.uid) as total from device_standing s join ever_bound b using (device_id)
         where s.group_id = any($1)`,
        [groupIds],
      )
    : await db.query<{ total: number }>(
        `select coalesce(sum(amount), 0)::bigint as total
         from (select scope, metric, amount from tally union all select scope, metric, amount from tally_change) both_parts
         where scope = product_scope($1) and metric = 'new_user'`,
        [productId],
      );
  return rows[0]!.total;
}

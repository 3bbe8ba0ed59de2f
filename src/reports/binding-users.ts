import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { countByFirstDay, type ReportWindow } from './first-day-counts.ts';
import type { PeriodReport } from './report-by-period.ts';

/** How many users bound one of the devices for the first time in each period, by the places of the users (contract.md §5). */
export function countNewUsers(
  db: Queryable,
  devices: CountedDevices,
  window: ReportWindow,
): Promise<PeriodReport[]> {
  return countByFirstDay(db, devices, { ...window, metric: 'new_user', ofGroups });
}

/** Of devices that are in the groups now, whenever they were bound. */
const ofGroups = `
  select date_trunc($4, first_bound_on::timestamp)::date as period, u.place_id, count(*) as amount
  from (
    select b.uid, min(b.first_bound_on) as first_bound_on
    from device_standing s join ever_bound b using (device_id) where s.group_id = any($1) group by b.uid
  ) first join app_user u using (uid)
  where first_bound_on between $2 and $3 group by 1, 2`;

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

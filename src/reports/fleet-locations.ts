import type { Queryable } from '../store/database.ts';
import { placeColumns } from '../store/place-columns.ts';
import { statusBits } from './status-counts.ts';

/** The devices at a place, which is as exact as it is known; null: the rest of it is not. */
export interface DevicesOfPlace {
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
  readonly total: number;
  readonly online: number;
  /** With a fault now. */
  readonly faulty: number;
  readonly alert: number;
}

/** Where the devices of several products are that are not disabled, from the tallies; the places with the most of them first. */
export async function locateFleet(
  db: Queryable,
  productIds: readonly number[],
  placesMax: number,
): Promise<DevicesOfPlace[]> {
  const { disabled, online, faulty, alert } = statusBits;
  const { rows } = await db.query<DevicesOfPlace>(
    `select ${placeColumns}, total, online, faulty, alert from (
       select place_id, sum(amount)::bigint as total,
         coalesce(sum(amount) filter (where status & ${online} <> 0), 0)::bigint as online,
         coalesce(sum(amount) filter (where status & ${faulty} <> 0), 0)::bigint as faulty,
         coalesce(sum(amount) filter (where status & ${alert} <> 0), 0)::bigint as alert
       from (
         select scope, metric, place_id, status, amount from tally
         union all select scope, metric, place_id, status, amount from tally_change
       ) both_parts
       where scope = any(array(select product_scope(id) from unnest($1::integer[]) id)) and metric = 'status'
         and status & ${disabled} = 0
       group by 1 having sum(amount) <> 0 order by 2 desc, 1 limit $2
     ) s join place p on p.id = s.place_id order by total desc, s.place_id`,
    [productIds, placesMax],
  );
  return rows;
}

import type { Queryable } from '../store/database.ts';
import type { Day } from './day.ts';

/** Which sums of a product are read (migration 0004, `tally`). */
export interface TallyQuery {
  readonly productId: number;
  readonly metrics: readonly string[];
  /** Days that periods begin on, both ends included; left out: metrics without period. */
  readonly days?: { readonly from: Day; readonly to: Day };
  /** Days of the same one of these are summed up; its first day is the row's period. */
  readonly per?: 'day' | 'week' | 'month';
}

export interface Tally {
  readonly metric: string;
  readonly period: Day;
  readonly placeId: number;
  readonly status: number;
  readonly name: string;
  readonly amount: number;
}

/** The sums as of now, with the changes that are not folded into them yet. Sums of 0 are left out. */
export async function readTallies(
  db: Queryable,
  { productId, metrics, days, per = 'day' }: TallyQuery,
): Promise<Tally[]> {
  // Both parts are read for themselves: through the view everything would be summed up twice.
  const part = (table: string) => `select metric, period, place_id, status, name, amount from ${table}
    where scope = product_scope($1) and metric = any($2)
      and period between coalesce($3::date, no_period()) and coalesce($4::date, no_period())`;
  const { rows } = await db.query<Tally>(
    `select metric, date_trunc($5, period::timestamp)::date as period, place_id as "placeId", status, name,
       sum(amount)::bigint as amount
     from (${part('tally')} union all ${part('tally_change')}) both_parts
     group by 1, 2, 3, 4, 5 having sum(amount) <> 0`,
    [productId, metrics, days?.from, days?.to, per],
  );
  return rows;
}

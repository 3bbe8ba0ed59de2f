import type { Queryable } from '../store/database.ts';
import type { Day } from './day.ts';
import { countsByPeriod, type PeriodCounts } from './period-counts.ts';

/** Which sums of a product are read (migration 0004, `tally`). */
export interface TallyQuery {
  readonly productId: number;
  readonly metrics: readonly string[];
  /** Days that periods begin on, both ends included; left out: metrics without period. */
  readonly days?: { readonly from: Day; readonly to: Day };
}

export interface Tally {
  readonly metric: string;
  readonly placeId: number;
  readonly status: number;
  readonly name: string;
  readonly amount: number;
}

/** The sums by place as of now, over all days asked for. Sums of 0 are left out. */
export async function readTallies(db: Queryable, query: TallyQuery): Promise<Tally[]> {
  const { rows } = await db.query<Tally>(
    `select metric, place_id as "placeId", status, name, sum(amount)::bigint as amount from (${asOfNow}) tallies
     group by 1, 2, 3, 4 having sum(amount) <> 0`,
    valuesOf(query),
  );
  return rows;
}

export interface DayTotal {
  readonly metric: string;
  readonly day: Day;
  readonly amount: number;
}

/** The sums of each day as of now, over all places or those given, in the order of the days. Sums of 0 are left out. */
export async function readDayTotals(
  db: Queryable,
  query: TallyQuery & { readonly placeIds?: readonly number[] | undefined },
): Promise<DayTotal[]> {
  const { rows } = await db.query<DayTotal>(
    `select metric, period as day, sum(amount)::bigint as amount from (${asOfNow}) tallies
     where $5::integer[] is null or place_id = any($5) group by 1, 2 having sum(amount) <> 0 order by 2`,
    [...valuesOf(query), query.placeIds],
  );
  return rows;
}

/** The sums by period and place as of now. */
export async function readPeriodCounts(db: Queryable, query: TallyQuery): Promise<PeriodCounts> {
  // What is folded already is a sum, and the few other ones are added here: there it would be half of the work.
  return countsByPeriod(db, `select period, place_id, amount from (${asOfNow}) tallies`, valuesOf(query));
}

/** With the changes that are not folded into the sums yet. Through the view everything would be summed up twice. */
const asOfNow = ['tally', 'tally_change_in_full']
  .map(
    (table) => `select metric, period, place_id, status, name, amount from ${table}
      where scope = product_scope($1) and metric = any($2)
        and period between coalesce($3::date, no_period()) and coalesce($4::date, no_period())`,
  )
  .join(' union all ');

function valuesOf({ productId, metrics, days }: TallyQuery): unknown[] {
  return [productId, metrics, days?.from, days?.to];
}

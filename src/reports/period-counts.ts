import type { Queryable } from '../store/database.ts';
import type { Day } from './day.ts';

/** How much there is at each place, by its id. */
export type PlaceCounts = ReadonlyMap<number, number>;

/** What there is in each period, by the first day of it. Periods without anything may be missing, places may have 0. */
export type PeriodCounts = ReadonlyMap<Day, PlaceCounts>;

/** Places, and beside each an amount; a place may be there more than once. */
interface PeriodRow {
  readonly period: Day;
  readonly placeIds: readonly number[];
  readonly amounts: readonly number[];
}

/**
 * The sums of the rows `period`, `place_id` and `amount` of a query. They come as one row for each period: of a year of weeks in
 * all cities, the single ones would be the most of the work.
 */
export async function countsByPeriod(
  db: Queryable,
  query: string,
  values: readonly unknown[],
): Promise<PeriodCounts> {
  const { rows } = await db.query<PeriodRow>(
    `select period, array_to_json(array_agg(place_id)) as "placeIds", array_to_json(array_agg(amount)) as amounts
     from (${query}) counted group by 1`,
    values,
  );
  return new Map(rows.map((row) => [row.period, sumByPlace(row)]));
}

function sumByPlace({ placeIds, amounts }: PeriodRow): PlaceCounts {
  const sums = new Map<number, number>();
  for (let index = 0; index < placeIds.length; index++) {
    const placeId = placeIds[index]!;
    sums.set(placeId, (sums.get(placeId) ?? 0) + amounts[index]!);
  }
  return sums;
}

import type { Queryable } from '../store/database.ts';
import type { CountedDevices } from './counted-devices.ts';
import { countsByPeriod } from './period-counts.ts';
import { readPeriodCounts } from './read-tallies.ts';
import { type PeriodReport, reportByPeriod } from './report-by-period.ts';
import type { Cycle, Period } from './report-periods.ts';

export interface ReportWindow {
  readonly cycle: Cycle;
  readonly periods: readonly Period[];
}

export interface FirstDays {
  /** The tally that counts them by day, of a whole product; those of weeks and months have their names after it. */
  readonly metric: string;
  /**
   * Counts them of groups: `period`, `place_id` and `amount`, for the ids of the groups, the first and the last day, and
   * the unit of time that makes a period.
   */
  readonly ofGroups: string;
}

/** The unit of time that a cycle's periods last, as PostgreSQL calls it. */
export const unitOf = { date: 'day', week: 'week', month: 'month' } as const;

/** Of what has a first day, and so counts once: how many have it in each period. */
export async function countByFirstDay(
  db: Queryable,
  { productId, groupIds }: CountedDevices,
  { cycle, periods, metric, ofGroups }: ReportWindow & FirstDays,
): Promise<PeriodReport[]> {
  const days = { from: periods[0]!.firstDay, to: periods.at(-1)!.lastDay };
  const unit = unitOf[cycle];
  const counts = groupIds
    ? await countsByPeriod(db, ofGroups, [groupIds, days.from, days.to, unit])
    : await readPeriodCounts(db, {
        productId,
        metrics: [unit === 'day' ? metric : `${metric}_${unit}`],
        days,
      });
  return reportByPeriod(db, periods, counts);
}

import type { Queryable } from '../store/database.ts';
import { countActiveOfGroups } from './active-of-groups.ts';
import type { CountedDevices } from './counted-devices.ts';
import type { ReportWindow } from './first-day-counts.ts';
import { readPeriodCounts } from './read-tallies.ts';
import { type PeriodReport, reportByPeriod } from './report-by-period.ts';

/** How many devices reported data in each period (contract.md §5, report/liveness/history). */
export async function countLiveness(
  db: Queryable,
  { productId, groupIds }: CountedDevices,
  { cycle, periods }: ReportWindow,
): Promise<PeriodReport[]> {
  const days = { from: periods[0]!.firstDay, to: periods.at(-1)!.firstDay };
  const counts = groupIds
    ? await countActiveOfGroups(db, groupIds, { cycle, periods })
    : await readPeriodCounts(db, { productId, metrics: [`active_${cycle}`], days });
  return reportByPeriod(db, periods, counts);
}

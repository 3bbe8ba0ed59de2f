import type { Queryable } from '../store/database.ts';
import { countBits } from './count-bits.ts';
import type { CountedDevices } from './counted-devices.ts';
import { type Day, daysBetween, isoWeekOf } from './day.ts';
import type { ReportWindow } from './first-day-counts.ts';
import { type PeriodReport, reportByPeriod } from './period-counts.ts';
import { type PeriodCount, readPeriodCounts } from './read-tallies.ts';
import type { Cycle } from './report-periods.ts';

/** How many devices reported data in each period (contract.md §5, report/liveness/history). */
export async function countLiveness(
  db: Queryable,
  { productId, groupIds }: CountedDevices,
  { cycle, periods }: ReportWindow,
): Promise<PeriodReport[]> {
  const days = { from: periods[0]!.firstDay, to: periods.at(-1)!.firstDay };
  const counts = groupIds
    ? await readOfGroups(db, groupIds, { cycle, periods })
    : await readPeriodCounts(db, { productId, metrics: [`active_${cycle}`], days });
  return reportByPeriod(db, periods, counts);
}

/** Where the bits of a cycle are: in which year's row, and from 1 on which of its bits. */
interface BitColumn {
  readonly column: 'dates' | 'weeks' | 'months';
  readonly positionOf: (firstDay: Day) => { readonly year: number; readonly bit: number };
}

const columns: Readonly<Record<Cycle, BitColumn>> = {
  date: {
    column: 'dates',
    positionOf: (day) => ({ year: yearOf(day), bit: 1 + daysBetween(`${yearOf(day)}-01-01`, day) }),
  },
  week: {
    column: 'weeks',
    positionOf: (day) => ({ year: isoWeekOf(day).year, bit: isoWeekOf(day).week }),
  },
  month: {
    column: 'months',
    positionOf: (day) => ({ year: yearOf(day), bit: Number(day.slice(5, 7)) }),
  },
};

function yearOf(day: Day): number {
  return Number(day.slice(0, 4));
}

/** A window over a new year has periods in the rows of two years. */
async function readOfGroups(
  db: Queryable,
  groupIds: readonly number[],
  { cycle, periods }: ReportWindow,
): Promise<PeriodCount[]> {
  const { positionOf } = columns[cycle];
  const years = [...new Set(periods.map(({ firstDay }) => positionOf(firstDay).year))];
  const parts = years.map((year) =>
    readOfYear(db, groupIds, {
      cycle,
      periods: periods.filter(({ firstDay }) => positionOf(firstDay).year === year),
    }),
  );
  return (await Promise.all(parts)).flat();
}

/**
 * The database hands over the bits and they are counted here: there it would be a row for each device and period, a
 * hundred times as many bytes and most of a second for 100,000 devices.
 */
async function readOfYear(
  db: Queryable,
  groupIds: readonly number[],
  { cycle, periods }: ReportWindow,
): Promise<PeriodCount[]> {
  const { column, positionOf } = columns[cycle];
  const { year, bit } = positionOf(periods[0]!.firstDay);
  const { rows } = await db.query<{ placeId: number; bits: Buffer }>(
    `select s.place_id as "placeId", string_agg(bit_send(substring(a.${column} from $3 for $4)), '') as bits
     from device_standing s join device_activity a on a.device_id = s.device_id and a.year = $2
     where s.group_id = any($1) group by 1`,
    [groupIds, year, bit, periods.length],
  );
  return rows.flatMap(({ placeId, bits }) =>
    countBits(bits, periods.length)
      .map((amount, index) => ({ period: periods[index]!.firstDay, placeId, amount }))
      .filter(({ amount }) => amount > 0),
  );
}

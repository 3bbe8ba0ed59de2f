import type { Queryable } from '../store/database.ts';
import { addDays, type Day } from './day.ts';
import { type DayTotal, readDayTotals, readTallies } from './read-tallies.ts';
import { countHaving, statusBits } from './status-counts.ts';

export interface DeviceSummary {
  /** Devices that reported data in it; the days end today. */
  readonly active: { readonly yesterday: number; readonly lastSevenDays: number };
  /** Devices that were first online in it; the days end today. */
  readonly added: {
    readonly today: number;
    readonly yesterday: number;
    readonly lastSevenDays: number;
    readonly lastThirtyDays: number;
  };
  /** Ever online. */
  readonly total: number;
  readonly online: number;
}

/** The overview of a product's devices, disabled ones included (enterprise-api.md, 设备概览). */
export async function summarizeDevices(db: Queryable, productId: number, today: Day): Promise<DeviceSummary> {
  const yesterday = addDays(today, -1);
  const [statuses, ...totals] = await Promise.all([
    readTallies(db, { productId, metrics: ['status'] }),
    readDayTotals(db, { productId, metrics: ['new'], days: { from: addDays(today, -29), to: today } }),
    readDayTotals(db, { productId, metrics: ['last_active'], days: { from: addDays(today, -6), to: today } }),
    readDayTotals(db, { productId, metrics: ['active_date'], days: { from: yesterday, to: yesterday } }),
  ]);
  const byDay = totals.flat();
  const count = (metric: string, from: Day, to = today): number => sum(byDay, { metric, from, to });
  return {
    active: {
      yesterday: count('active_date', yesterday, yesterday),
      lastSevenDays: count('last_active', addDays(today, -6)),
    },
    added: {
      today: count('new', today),
      yesterday: count('new', yesterday, yesterday),
      lastSevenDays: count('new', addDays(today, -6)),
      lastThirtyDays: count('new', addDays(today, -29)),
    },
    total: countHaving(statuses, statusBits.everOnline),
    online: countHaving(statuses, statusBits.online),
  };
}

function sum(
  totals: readonly DayTotal[],
  { metric, from, to }: { readonly metric: string; readonly from: Day; readonly to: Day },
): number {
  let total = 0;
  for (const { metric: own, day, amount } of totals) {
    if (own === metric && day >= from && day <= to) total += amount;
  }
  return total;
}

import type { Queryable } from '../store/database.ts';
import { addDays, type Day, daysBetween } from './day.ts';
import type { ReportDays } from './report-days.ts';
import { countHaving, type StatusCount, statusBits } from './status-counts.ts';

/** A product's devices by what they are now, disabled ones included. */
export interface ProductDevices {
  readonly productId: number;
  readonly total: number;
  readonly online: number;
}

/** Devices that were first online, or reported data, in it; the days end today. */
export interface RecentDevices {
  readonly today: number;
  readonly lastSevenDays: number;
  readonly lastThirtyDays: number;
}

export interface DevicesOfDay {
  readonly day: Day;
  readonly added: number;
  readonly active: number;
}

/** What the devices of several products are at this moment, disabled ones included. */
export interface FleetPresent {
  readonly total: number;
  /** Ever online. */
  readonly activated: number;
  readonly online: number;
  readonly disabled: number;
  /** With a fault now. */
  readonly faulty: number;
  readonly alert: number;
  /** Faults and alerts that are not cleared. */
  readonly openFaults: number;
  readonly openAlerts: number;
  /** Those that have devices. */
  readonly products: readonly ProductDevices[];
}

export interface FleetOverview extends FleetPresent {
  readonly added: RecentDevices;
  readonly active: RecentDevices;
  readonly days: readonly DevicesOfDay[];
}

/** Of the tallies alone: it does not matter how many devices there are. */
export async function presentOfFleet(db: Queryable, productIds: readonly number[]): Promise<FleetPresent> {
  const [statuses, alarms] = await Promise.all([
    readStatuses(db, productIds),
    readOpenAlarms(db, productIds),
  ]);
  return {
    total: countHaving(statuses, 0),
    activated: countHaving(statuses, statusBits.everOnline),
    online: countHaving(statuses, statusBits.online),
    disabled: countHaving(statuses, statusBits.disabled),
    faulty: countHaving(statuses, statusBits.faulty),
    alert: countHaving(statuses, statusBits.alert),
    openFaults: alarms.get('fault_open') ?? 0,
    openAlerts: alarms.get('alert_open') ?? 0,
    products: byProduct(statuses),
  };
}

/** The present and the days up to today, of the tallies alone. */
export async function overviewOfFleet(
  db: Queryable,
  productIds: readonly number[],
  days: ReportDays,
): Promise<FleetOverview> {
  const today = days.to;
  const monthAgo = addDays(today, -29);
  const newFrom = days.from < monthAgo ? days.from : monthAgo;
  const [present, byDay, lastActive] = await Promise.all([
    presentOfFleet(db, productIds),
    readDays(db, productIds, { metrics: ['new', 'active_date'], from: newFrom, to: today }),
    readDays(db, productIds, { metrics: ['last_active'], from: monthAgo, to: today }),
  ]);
  const added = new Map(byDay.filter(isOf('new')).map(({ day, amount }) => [day, amount]));
  const active = new Map(byDay.filter(isOf('active_date')).map(({ day, amount }) => [day, amount]));
  const lastReported = new Map(lastActive.map(({ day, amount }) => [day, amount]));
  return {
    ...present,
    added: toRecent(added, today),
    active: toRecent(lastReported, today),
    days: Array.from({ length: daysBetween(days.from, today) + 1 }, (_, index) => {
      const day = addDays(days.from, index);
      return { day, added: added.get(day) ?? 0, active: active.get(day) ?? 0 };
    }),
  };
}

/** Tallies of products, $1, with the changes that are not folded into them yet. */
const tallies = (columns: string, where: string) =>
  ['tally', 'tally_change']
    .map(
      (table) => `select ${columns}, amount from ${table}
        where scope = any(array(select product_scope(id) from unnest($1::integer[]) id)) and ${where}`,
    )
    .join(' union all ');

interface ProductStatus extends StatusCount {
  readonly productId: number;
}

async function readStatuses(db: Queryable, productIds: readonly number[]): Promise<ProductStatus[]> {
  const { rows } = await db.query<ProductStatus>(
    `select substr(scope, 9)::integer as "productId", 0 as "placeId", status, sum(amount)::bigint as amount
     from (${tallies('scope, status', "metric = 'status'")}) tallies group by scope, status having sum(amount) <> 0`,
    [productIds],
  );
  return rows;
}

async function readOpenAlarms(db: Queryable, productIds: readonly number[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ metric: string; amount: number }>(
    `select metric, sum(amount)::bigint as amount
     from (${tallies('metric', "metric in ('fault_open', 'alert_open')")}) tallies group by 1`,
    [productIds],
  );
  return new Map(rows.map(({ metric, amount }) => [metric, amount]));
}

interface DayCount {
  readonly metric: string;
  readonly day: Day;
  readonly amount: number;
}

async function readDays(
  db: Queryable,
  productIds: readonly number[],
  { metrics, from, to }: ReportDays & { readonly metrics: readonly string[] },
): Promise<DayCount[]> {
  const { rows } = await db.query<DayCount>(
    `select metric, period as day, sum(amount)::bigint as amount
     from (${tallies('metric, period', 'metric = any($2) and period between $3 and $4')}) tallies group by 1, 2`,
    [productIds, metrics, from, to],
  );
  return rows;
}

function isOf(metric: string): (count: DayCount) => boolean {
  return (count) => count.metric === metric;
}

function toRecent(amounts: ReadonlyMap<Day, number>, today: Day): RecentDevices {
  const since = (from: Day) => {
    let sum = 0;
    for (const [day, amount] of amounts) if (day >= from && day <= today) sum += amount;
    return sum;
  };
  return {
    today: since(today),
    lastSevenDays: since(addDays(today, -6)),
    lastThirtyDays: since(addDays(today, -29)),
  };
}

function byProduct(statuses: readonly ProductStatus[]): ProductDevices[] {
  const products = new Map<number, ProductStatus[]>();
  for (const status of statuses) {
    const own = products.get(status.productId);
    if (own) own.push(status);
    else products.set(status.productId, [status]);
  }
  return [...products].map(([productId, own]) => ({
    productId,
    total: countHaving(own, 0),
    online: countHaving(own, statusBits.online),
  }));
}

import type { Queryable } from '../store/database.ts';
import { findPlaceIds } from '../store/find-place-ids.ts';
import { placeColumns } from '../store/place-columns.ts';
import type { Page } from '../store/read-page.ts';
import { activeAnywhere, activeAtPlaces, findDayStart } from './active-on-day.ts';
import type { Day } from './day.ts';
import { pageParts } from './page-parts.ts';
import { readDayTotals } from './read-tallies.ts';
import type { ReportDays } from './report-days.ts';

/** Why a device is listed on a day: it was first online on it, or it reported data on it. */
export type Occasion = 'new' | 'active';

export interface DayListQuery {
  readonly productId: number;
  readonly occasion: Occasion;
  readonly days: ReportDays;
  /** English names of the devices' place; all that are given must hold. */
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  readonly city?: string | undefined;
  readonly limit: number;
  readonly skip: number;
  /** Of the report dates; creation times are told in it. */
  readonly timeZone: string;
}

/** A device on a day; what is not known is null. */
export interface DeviceOnDay {
  readonly day: Day;
  readonly mac: string;
  readonly deviceSn: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
  /** `YYYY-MM-DD HH:MM:SS` in the time zone asked for. */
  readonly createdAt: string;
}

const metrics: Readonly<Record<Occasion, string>> = { new: 'new', active: 'active_date' };

/**
 * A page of devices, day by day and on each day in the order of their ids (contract.md §5, incr_devices and
 * active_devices). The sums tell which days the page is on, so that only these are read.
 */
export async function listDevicesByDay(db: Queryable, query: DayListQuery): Promise<Page<DeviceOnDay>> {
  const placeIds = await findPlaceIds(db, query);
  const { productId, occasion, days } = query;
  const totals = await readDayTotals(db, { productId, metrics: [metrics[occasion]], days, placeIds });
  const amounts = new Map(totals.map(({ day, amount }) => [day, amount]));
  const rows: DeviceOnDay[] = [];
  for (const part of pageParts(totals, query)) {
    rows.push(...(await readDay(db, query, { ...part, amount: amounts.get(part.day)!, placeIds })));
  }
  return { rows, total: totals.reduce((sum, { amount }) => sum + amount, 0) };
}

interface DayPart {
  readonly day: Day;
  readonly limit: number;
  readonly skip: number;
  /** Of devices on the whole day. */
  readonly amount: number;
  readonly placeIds: readonly number[] | undefined;
}

async function readDay(db: Queryable, query: DayListQuery, part: DayPart): Promise<DeviceOnDay[]> {
  const { standings, skip, values } = await standingsOf(db, query, part);
  const { rows } = await db.query<DeviceOnDay>(
    `select $2::date as day, d.mac, d.device_sn as "deviceSn", ${placeColumns},
       to_char(d.created_at at time zone $5, 'YYYY-MM-DD HH24:MI:SS') as "createdAt"
     from (${standings}) s join device d on d.id = s.device_id join place p on p.id = s.place_id
     order by s.device_id`,
    [query.productId, part.day, part.limit, skip, query.timeZone, ...values],
  );
  return rows;
}

/** Standings by ids: $1 is the product, $2 the day, $3 the limit, $4 the offset; `values` are from $6 on. */
interface Standings {
  readonly standings: string;
  readonly skip: number;
  readonly values: readonly unknown[];
}

async function standingsOf(
  db: Queryable,
  { occasion }: DayListQuery,
  { placeIds, ...part }: DayPart,
): Promise<Standings> {
  const { skip } = part;
  if (occasion === 'new') {
    const standings = `select s.device_id, s.place_id from device_standing s
      where s.product_id = $1 and s.first_online_on = $2::date ${placeIds ? 'and s.place_id = any($6)' : ''}
      order by s.device_id limit $3 offset $4`;
    return { standings, skip, values: placeIds ? [placeIds] : [] };
  }
  if (placeIds) return { standings: activeAtPlaces, skip, values: [placeIds] };
  const start = await findDayStart(db, part);
  return { standings: activeAnywhere, skip: start.skip, values: [start.block] };
}

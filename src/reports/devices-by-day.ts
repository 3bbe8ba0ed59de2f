import type { Queryable } from '../store/database.ts';
import { placeColumns } from '../store/place-columns.ts';
import type { Page } from '../store/read-page.ts';
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

interface OccasionRules {
  readonly metric: string;
  /** Rows of `device_standing s`; $1 is the product, $2 the day. */
  readonly source: string;
}

const occasions: Readonly<Record<Occasion, OccasionRules>> = {
  new: {
    metric: 'new',
    source: 'device_standing s where s.product_id = $1 and s.first_online_on = $2::date',
  },
  active: {
    metric: 'active_date',
    source: `device_standing s join device_activity a
      on a.device_id = s.device_id and a.year = extract(year from $2::date)::smallint
      where s.product_id = $1 and get_bit(a.dates, extract(doy from $2::date)::integer - 1) = 1`,
  },
};

/**
 * A page of devices, day by day and on each day in the order of their ids (contract.md §5, incr_devices and
 * active_devices). The sums tell which days the page is on, so that only these are read.
 */
export async function listDevicesByDay(db: Queryable, query: DayListQuery): Promise<Page<DeviceOnDay>> {
  const placeIds = await readPlaceIds(db, query);
  const { productId, occasion, days } = query;
  const { metric } = occasions[occasion];
  const totals = await readDayTotals(db, { productId, metrics: [metric], days, placeIds });
  const rows: DeviceOnDay[] = [];
  for (const part of pageParts(totals, query)) {
    rows.push(...(await readDay(db, query, { ...part, placeIds })));
  }
  return { rows, total: totals.reduce((sum, { amount }) => sum + amount, 0) };
}

/** Undefined where any place will do. */
async function readPlaceIds(
  db: Queryable,
  { country, region, city }: DayListQuery,
): Promise<number[] | undefined> {
  if ((country ?? region ?? city) === undefined) return undefined;
  const { rows } = await db.query<{ id: number }>(
    `select id from place where country = coalesce($1, country) and region = coalesce($2, region)
       and city = coalesce($3, city)`,
    [country, region, city],
  );
  return rows.map(({ id }) => id);
}

interface DayPart {
  readonly day: Day;
  readonly limit: number;
  readonly skip: number;
  readonly placeIds: readonly number[] | undefined;
}

async function readDay(
  db: Queryable,
  { productId, occasion, timeZone }: DayListQuery,
  { day, limit, skip, placeIds }: DayPart,
): Promise<DeviceOnDay[]> {
  const atPlace = placeIds ? 'and s.place_id = any($6)' : '';
  const { rows } = await db.query<DeviceOnDay>(
    `select $2::date as day, d.mac, d.device_sn as "deviceSn", ${placeColumns},
       to_char(d.created_at at time zone $5, 'YYYY-MM-DD HH24:MI:SS') as "createdAt"
     from (select s.device_id, s.place_id from ${occasions[occasion].source} ${atPlace}
           order by s.device_id limit $3 offset $4) s
     join device d on d.id = s.device_id join place p on p.id = s.place_id
     order by s.device_id`,
    [productId, day, limit, skip, timeZone, ...(placeIds ? [placeIds] : [])],
  );
  return rows;
}

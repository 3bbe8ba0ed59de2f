import type { Queryable } from './database.ts';

export type Aggregator = 'sum' | 'avg' | 'max' | 'min';
export type AggregationUnit = 'HOURS' | 'DAYS' | 'WEEKS' | 'MONTHS';

export interface AggregationQuery {
  readonly deviceId: number;
  /** Of data points. */
  readonly names: readonly string[];
  /** Hours of the wall clock in the report time zone, `YYYY-MM-DD HH:00`, both included. */
  readonly fromHour: string;
  readonly toHour: string;
  readonly aggregator: Aggregator;
  readonly unit: AggregationUnit;
}

/** What the numbers of one data point come to in one period. */
export interface AggregatedValue {
  /** Such as `2015072010`, `20150720`, `201529`, `201507`. */
  readonly period: string;
  readonly name: string;
  /** Of a sum and an average still with the noise of binary fractions. */
  readonly value: number;
  readonly count: number;
}

const columns: Readonly<Record<Aggregator, string>> = {
  sum: 'sum(sum)',
  // The caller divides, when the sum has no noise any more.
  avg: 'sum(sum)',
  max: 'max(max)',
  min: 'min(min)',
};

const periodFormats: Readonly<Record<AggregationUnit, string>> = {
  HOURS: 'YYYYMMDDHH24',
  DAYS: 'YYYYMMDD',
  WEEKS: 'IYYYIW',
  MONTHS: 'YYYYMM',
};

/** The earliest period first; periods without numbers are left out. */
export async function readAggregatedValues(
  db: Queryable,
  { deviceId, names, fromHour, toHour, aggregator, unit }: AggregationQuery,
): Promise<AggregatedValue[]> {
  const { rows } = await db.query<AggregatedValue>(
    `select to_char(hour, '${periodFormats[unit]}') as period, name, ${columns[aggregator]} as value, sum(count) as count
     from device_hour_value where device_id = $1 and hour between $2 and $3 and name = any($4)
     group by period, name order by period, name`,
    [deviceId, fromHour, toHour, names],
  );
  return rows;
}

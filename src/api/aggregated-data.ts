import { type Static, Type } from 'typebox';
import { attrInvalid } from '../codec/point-value.ts';
import type { StatusLayouts } from '../codec/status-layouts.ts';
import type { Clock } from '../model/clock.ts';
import { invalidField, QiyunError } from '../model/errors.ts';
import type { ReportCalendar } from '../model/report-calendar.ts';
import type { Scaling } from '../model/scaling.ts';
import { type AggregatedValue, type Aggregator, readAggregatedValues } from '../store/aggregated-values.ts';
import type { Product } from '../store/catalog.ts';
import type { Database } from '../store/database.ts';
import { lastSecond } from './last-second.ts';

const millisecond = { minimum: 0, maximum: 1000 * lastSecond };
const asked = {
  attrs: Type.String({
    minLength: 1,
    maxLength: 4_096,
    description: 'data points that are numbers, with commas between them',
    'x-description-zh': '数值型数据点标识名，以逗号分隔',
    examples: ['target_temperature'],
  }),
  aggregator: Type.Enum(['sum', 'avg', 'max', 'min'], {
    description: 'what is made of the numbers',
    'x-description-zh': '聚合方式：求和、平均、最大、最小',
  }),
  unit: Type.Enum(['HOURS', 'DAYS', 'WEEKS', 'MONTHS'], {
    description: 'what is aggregated together; weeks are those of ISO 8601',
    'x-description-zh': '聚合单位：小时、天、周（ISO 8601）、月',
  }),
};
const startTs = {
  ...millisecond,
  description: 'from this millisecond since the epoch on, whole hours; 31 days before end_ts when left out',
  'x-description-zh': '开始时间戳（毫秒），按整小时计，默认为 end_ts 前 31 天',
  examples: [1_794_000_000_000],
};
const endTs = {
  ...millisecond,
  description: 'before this millisecond since the epoch, at most 31 days after start_ts; now when left out',
  'x-description-zh': '结束时间戳（毫秒），与 start_ts 间隔最多 31 天，默认为现在',
  examples: [1_795_381_670_000],
};

export const aggregationQuery = Type.Object({
  start_ts: Type.Optional(Type.Integer(startTs)),
  end_ts: Type.Optional(Type.Integer(endTs)),
  ...asked,
});

export const aggregatedAnswer = Type.Object({
  query: Type.Object({
    did: Type.String(),
    start_ts: Type.Integer(startTs),
    end_ts: Type.Integer(endTs),
    ...asked,
  }),
  data: Type.Array(
    Type.Object({
      attrs: Type.Record(Type.String(), Type.Number()),
      datetime: Type.String({
        description: 'the hour 2015072010, day 20150720, week 201529 or month 201507 in the report time zone',
        'x-description-zh': '周期：小时 2015072010、天 20150720、周 201529、月 201507（报表时区）',
        examples: ['20150720'],
      }),
    }),
  ),
});

/** Where the database, the definition and the time come from. */
export interface AggregationServices {
  readonly database: Database;
  readonly layouts: StatusLayouts;
  readonly calendar: ReportCalendar;
  readonly clock: Clock;
}

interface AggregatedDevice {
  readonly deviceId: number;
  readonly did: string;
  /** One that has opted in. */
  readonly product: Product;
}

const longestMs = 31 * 86_400_000;

/**
 * What the numbers that a device reported come to in each period that has some (enterprise-facts.md, agg_data).
 * @throws QiyunError 5002 for a window of more than 31 days, 5401 for what is no number of the product, 5402 without
 * data points
 */
export async function aggregate(
  { database, layouts, calendar, clock }: AggregationServices,
  { deviceId, did, product }: AggregatedDevice,
  query: Static<typeof aggregationQuery>,
): Promise<Static<typeof aggregatedAnswer>> {
  const { attrs, aggregator, unit } = query;
  const { startMs, endMs } = windowOf(query, clock());
  const scalings = scalingsOf(product, layouts, attrs);
  const values = await readAggregatedValues(database, {
    deviceId,
    names: [...scalings.keys()],
    fromHour: calendar.hourOf(startMs),
    // The end itself is not in the window, or a window of whole days would have an hour more.
    toHour: calendar.hourOf(Math.max(startMs, endMs - 1)),
    aggregator,
    unit,
  });
  return {
    query: { did, start_ts: startMs, end_ts: endMs, attrs, aggregator, unit },
    data: periodsOf(values, aggregator, scalings),
  };
}

function windowOf(query: Static<typeof aggregationQuery>, nowMs: number): { startMs: number; endMs: number } {
  const endMs = query.end_ts ?? nowMs;
  const startMs = query.start_ts ?? Math.max(0, endMs - longestMs);
  if (startMs > endMs) throw invalidField('start_ts', 'must not be after end_ts');
  if (endMs - startMs > longestMs) throw invalidField('start_ts', 'must be at most 31 days before end_ts');
  return { startMs, endMs };
}

/** By name, in the order in which they are asked for. */
function scalingsOf(product: Product, layouts: StatusLayouts, attrs: string): ReadonlyMap<string, Scaling> {
  if (!product.current) throw new QiyunError('5402');
  const { fieldsByName } = layouts.of(product.current.definition);
  return new Map(
    attrs.split(',').map((name) => {
      const scaling = fieldsByName.get(name)?.scaling;
      if (!scaling) throw attrInvalid(name, 'is not a data point that is a number');
      return [name, scaling];
    }),
  );
}

/** They come period by period. */
function periodsOf(
  values: readonly AggregatedValue[],
  aggregator: Aggregator,
  scalings: ReadonlyMap<string, Scaling>,
): Static<typeof aggregatedAnswer>['data'] {
  const periods = new Map<string, Record<string, number>>();
  for (const { period, name, value, count } of values) {
    const attrs = periods.get(period) ?? {};
    const plain = withoutNoise(value, scalings.get(name)!);
    attrs[name] = aggregator === 'avg' ? plain / count : plain;
    periods.set(period, attrs);
  }
  return [...periods].map(([datetime, attrs]) => ({ attrs, datetime }));
}

/** A sum has no more decimal places than what was added up (contract.md §5, numbers). */
function withoutNoise(value: number, { decimals }: Scaling): number {
  return decimals > 0 && decimals <= 100 ? Number(value.toFixed(decimals)) : value;
}

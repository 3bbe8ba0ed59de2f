import type { Clock } from '../model/clock.ts';
import { frameKind } from './batch/batch-rows.ts';
import type { Database, Queryable } from './database.ts';
import type { CountedSpan } from './log-pieces.ts';
import type { TimeSpan } from './time-span.ts';

export type LogDatabase = Pick<Database, 'query' | 'steadyForMs'>;

export interface FrameCountsOptions {
  /** What frames are dated by. */
  readonly clock: Clock;
  readonly monotonicClock: Clock;
}

interface RememberedDevice {
  /** By the monotonic clock. */
  readonly sinceMs: number;
  /** By their beginning. */
  readonly spans: Map<number, CountedSpan>;
}

/** So long after its end a span has all its frames on disk, unless the database was down or the clock was set. */
const settlingMs = 120_000;
/** Retention drops whole days, which nobody tells us. */
const lifetimeMs = 600_000;
/** Further than a clock that is slewed comes within the lifetime. */
const clockToleranceMs = 1_000;
const maxDevices = 1_000;
/** The hours of the longest window, and the ends of some that do not begin and end with an hour. */
const maxSpansPerDevice = 64;

/**
 * How many frames devices have in spans of time. Frames are only ever added, and with the present time, so a span that is
 * over is counted once and remembered: here, in each process, for a while. Frames that come with a time already past (the
 * clock was set back) or later than their time (the database was down) are why nothing is remembered at such times.
 */
export class FrameCounts {
  readonly #database: LogDatabase;
  readonly #clock: Clock;
  readonly #monotonicClock: Clock;
  /** The device that was asked for longest ago comes first. */
  readonly #devices = new Map<number, RememberedDevice>();
  /** How far the one clock was ahead of the other when it was last found to have been set. */
  #aheadMs: number;
  #clockSetAtMs = Number.NEGATIVE_INFINITY;

  constructor(database: LogDatabase, { clock, monotonicClock }: FrameCountsOptions) {
    this.#database = database;
    this.#clock = clock;
    this.#monotonicClock = monotonicClock;
    this.#aheadMs = clock() - monotonicClock();
  }

  /** Counts each of these spans, which must follow one another in time. */
  async count(deviceId: number, spans: readonly TimeSpan[]): Promise<CountedSpan[]> {
    this.#noticeSetClock();
    const settledMs = this.#clock() - settlingMs;
    const remembered = this.#remembered(deviceId);
    const known = spans.map((span) => {
      const found = remembered?.spans.get(span.fromMs);
      return found?.toMs === span.toMs ? found : undefined;
    });
    const unknown = spans.filter((_, index) => known[index] === undefined);
    if (unknown.length === 0) return known as CountedSpan[];
    const counted = await countFrames(this.#database, deviceId, unknown);
    this.#remember(
      deviceId,
      counted.filter(({ toMs }) => toMs <= settledMs),
    );
    let next = 0;
    return known.map((span) => span ?? counted[next++]!);
  }

  #noticeSetClock(): void {
    const nowMs = this.#monotonicClock();
    const aheadMs = this.#clock() - nowMs;
    if (Math.abs(aheadMs - this.#aheadMs) <= clockToleranceMs) return;
    this.#aheadMs = aheadMs;
    this.#clockSetAtMs = nowMs;
    this.#devices.clear();
  }

  #remembered(deviceId: number): RememberedDevice | undefined {
    const device = this.#devices.get(deviceId);
    if (!device) return undefined;
    this.#devices.delete(deviceId);
    if (this.#monotonicClock() - device.sinceMs >= lifetimeMs) return undefined;
    this.#devices.set(deviceId, device);
    return device;
  }

  #remember(deviceId: number, counted: readonly CountedSpan[]): void {
    this.#noticeSetClock();
    const nowMs = this.#monotonicClock();
    const isSteady = nowMs - this.#clockSetAtMs >= settlingMs && this.#database.steadyForMs >= settlingMs;
    if (!isSteady || counted.length === 0) return;
    const device = this.#remembered(deviceId) ?? { sinceMs: nowMs, spans: new Map() };
    for (const span of counted) device.spans.set(span.fromMs, span);
    dropOldest(device.spans, maxSpansPerDevice);
    this.#devices.set(deviceId, device);
    dropOldest(this.#devices, maxDevices);
  }
}

function dropOldest<K>(map: Map<K, unknown>, keep: number): void {
  for (const key of map.keys()) {
    if (map.size <= keep) return;
    map.delete(key);
  }
}

// Said twice, the second time as plain bounds: they tell the planner which days' partitions to look into.
const countText = `select span.from_ms as "fromMs", span.to_ms as "toMs", c.frames, c.data
  from unnest($2::int8[], $3::int8[]) with ordinality as span (from_ms, to_ms, n)
  cross join lateral (
    select count(*) as frames, count(*) filter (where kind = ${frameKind.data}) as data from frame
    where device_id = $1
      and received_at >= to_timestamp(span.from_ms / 1000.0) and received_at < to_timestamp(span.to_ms / 1000.0)
      and received_at >= $4 and received_at < $5
  ) c
  order by n`;

async function countFrames(
  database: Queryable,
  deviceId: number,
  spans: readonly TimeSpan[],
): Promise<CountedSpan[]> {
  const { rows } = await database.query<CountedSpan>(countText, [
    deviceId,
    spans.map(({ fromMs }) => fromMs),
    spans.map(({ toMs }) => toMs),
    new Date(spans[0]!.fromMs),
    new Date(spans.at(-1)!.toMs),
  ]);
  return rows;
}

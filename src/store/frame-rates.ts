import type { Clock } from '../model/clock.ts';
import type { Queryable } from './database.ts';

/** What a process has not told anew for this long is over. */
const validMs = 10_000;

export interface FrameRatesOptions {
  /** Of this life of the process. */
  readonly epoch: number;
  readonly clock: Clock;
  readonly monotonicClock: Clock;
}

/** Tells the other processes how many frames a second this one has of each product. */
export class FrameRates {
  readonly #db: Queryable;
  readonly #options: FrameRatesOptions;
  #lastCounts: ReadonlyMap<number, number> = new Map();
  #lastMs: number;
  /** Whether what was told last is that there are some. */
  #hasTold = false;

  constructor(db: Queryable, options: FrameRatesOptions) {
    this.#db = db;
    this.#options = options;
    this.#lastMs = options.monotonicClock();
  }

  /**
   * To be called every few seconds.
   * @param counts of frames since the start, by product id
   */
  async tell(counts: ReadonlyMap<number, number>): Promise<void> {
    const { epoch, clock, monotonicClock } = this.#options;
    const nowMs = monotonicClock();
    const seconds = (nowMs - this.#lastMs) / 1000;
    if (seconds <= 0) return;
    const rates = [...counts].flatMap(([productId, count]) => {
      const added = count - (this.#lastCounts.get(productId) ?? 0);
      return added > 0 ? [[productId, added / seconds] as const] : [];
    });
    this.#lastMs = nowMs;
    this.#lastCounts = new Map(counts);
    if (rates.length === 0 && !this.#hasTold) return;
    this.#hasTold = rates.length > 0;
    await this.#db.query(
      `insert into frame_rate (epoch, measured_at, per_second) values ($1, $2, $3)
       on conflict (epoch) do update set measured_at = excluded.measured_at, per_second = excluded.per_second`,
      [epoch, new Date(clock()), JSON.stringify(Object.fromEntries(rates))],
    );
  }

  /** This process has no frames any more. */
  async end(): Promise<void> {
    await this.#db.query('delete from frame_rate where epoch = $1', [this.#options.epoch]);
  }
}

/** How many frames of these products come to the disk in a second, in all processes together. */
export async function readFrameRate(
  db: Queryable,
  productIds: readonly number[],
  nowMs: number,
): Promise<number> {
  const { rows } = await db.query<{ rate: number }>(
    `select coalesce(sum(value::float8), 0) as rate from frame_rate, jsonb_each_text(per_second)
     where measured_at > $1 and key::integer = any($2)`,
    [new Date(nowMs - validMs), productIds],
  );
  return rows[0]!.rate;
}

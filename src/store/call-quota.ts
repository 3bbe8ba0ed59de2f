import type { Clock } from '../model/clock.ts';
import { QiyunError } from '../model/errors.ts';
import { BatchedReads } from './batched-reads.ts';
import type { Database } from './database.ts';

/** Where an enterprise stands in its present hour (contract.md §3). */
export interface QuotaState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds since the epoch; from then on calls are counted anew. */
  readonly resetAtS: number;
}

export interface CountedCall extends QuotaState {
  readonly isAllowed: boolean;
}

interface QuotaRow {
  enterpriseId: string;
  quota: number;
  /** Calls counted in the window, those of this statement included. */
  used: number;
  granted: number;
  windowStartedAtMs: number;
}

interface WaitingCall {
  resolve(call: CountedCall): void;
  reject(error: unknown): void;
}

const windowMs = 3_600_000;

/**
 * Counts the calls of enterprises: a fixed window of an hour that starts at the first call. What is counted is on disk
 * before the call goes on, and the row is locked while it is counted, so the quota holds across crashes and processes.
 * While one statement runs, further calls gather and are counted together by the next.
 */
export class CallQuota {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #states: BatchedReads<string, QuotaState>;
  #waiting = new Map<string, WaitingCall[]>();
  #isCounting = false;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#states = new BatchedReads((ids) => this.#readStates(ids));
  }

  /** Counts one call, unless the quota is used up: a refused call does not count. */
  count(enterpriseId: string): Promise<CountedCall> {
    return new Promise((resolve, reject) => {
      const calls = this.#waiting.get(enterpriseId);
      if (calls) calls.push({ resolve, reject });
      else this.#waiting.set(enterpriseId, [{ resolve, reject }]);
      if (!this.#isCounting) {
        this.#isCounting = true;
        setImmediate(() => void this.#countWaiting());
      }
    });
  }

  /** Where the enterprise stands, without counting. */
  async state(enterpriseId: string): Promise<QuotaState> {
    return (await this.#states.read(enterpriseId)) ?? enterpriseGone();
  }

  async #countWaiting(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      try {
        const rows = await this.#countMany(batch);
        for (const [enterpriseId, calls] of batch) settle(calls, rows.get(enterpriseId));
      } catch (error) {
        for (const calls of batch.values()) for (const call of calls) call.reject(error);
      }
    }
    this.#isCounting = false;
  }

  async #countMany(batch: ReadonlyMap<string, readonly WaitingCall[]>): Promise<Map<string, QuotaRow>> {
    const ids = [...batch.keys()];
    const counted = await this.#countKnown(ids, batch);
    const newcomers = ids.filter((id) => !counted.has(id));
    if (newcomers.length === 0) return counted;
    await this.#database.query(insertWindows, [newcomers, new Date(this.#clock())]);
    return new Map([...counted, ...(await this.#countKnown(newcomers, batch))]);
  }

  async #countKnown(
    ids: readonly string[],
    batch: ReadonlyMap<string, readonly WaitingCall[]>,
  ): Promise<Map<string, QuotaRow>> {
    const counts = ids.map((id) => batch.get(id)!.length);
    const { rows } = await this.#database.query<QuotaRow>(countCalls, [
      ids,
      counts,
      new Date(this.#clock()),
      new Date(this.#clock() - windowMs),
    ]);
    return new Map(rows.map((row) => [row.enterpriseId, row]));
  }

  async #readStates(ids: string[]): Promise<Map<string, QuotaState>> {
    const nowMs = this.#clock();
    const { rows } = await this.#database.query<Omit<QuotaRow, 'granted'>>(readWindows, [
      ids,
      new Date(nowMs),
      new Date(nowMs - windowMs),
    ]);
    return new Map(rows.map((row) => [row.enterpriseId, stateOf(row, row.used)]));
  }
}

/** Calls are granted in the order in which they came. */
function settle(calls: readonly WaitingCall[], row: QuotaRow | undefined): void {
  for (const [index, call] of calls.entries()) {
    if (!row) call.reject(enterpriseGoneError());
    else if (index < row.granted) {
      call.resolve({ isAllowed: true, ...stateOf(row, row.used - row.granted + index + 1) });
    } else call.resolve({ isAllowed: false, ...stateOf(row, row.used) });
  }
}

function stateOf({ quota, windowStartedAtMs }: Omit<QuotaRow, 'granted'>, used: number): QuotaState {
  return {
    limit: quota,
    remaining: Math.max(0, quota - used),
    resetAtS: Math.ceil((windowStartedAtMs + windowMs) / 1000),
  };
}

/** Erased while one of its calls was under way. */
function enterpriseGoneError(): QiyunError {
  return new QiyunError('5003');
}

function enterpriseGone(): never {
  throw enterpriseGoneError();
}

// Rows are locked in one order, so that two processes never wait for each other in a circle.
const countCalls = `
  with before as (
    select q.enterprise_id, e.hourly_quota as quota, q.window_started_at <= $4 as is_over,
      case when q.window_started_at <= $4 then 0 else q.used end as used,
      least(c.calls, greatest(0, e.hourly_quota - case when q.window_started_at <= $4 then 0 else q.used end)) as granted
    from unnest($1::text[], $2::integer[]) as c (enterprise_id, calls)
    join enterprise_quota q using (enterprise_id) join enterprise e using (enterprise_id)
    order by q.enterprise_id for update of q
  )
  update enterprise_quota q
  set used = b.used + b.granted, window_started_at = case when b.is_over then $3 else q.window_started_at end
  from before b where q.enterprise_id = b.enterprise_id
  returning q.enterprise_id as "enterpriseId", b.quota, q.used, b.granted, q.window_started_at as "windowStartedAtMs"`;

const insertWindows = `
  insert into enterprise_quota (enterprise_id, window_started_at, used)
  select enterprise_id, $2::timestamptz, 0 from enterprise where enterprise_id = any($1)
  on conflict do nothing`;

/** A window that is over, or never was, reads as one that starts now. */
const readWindows = `
  select e.enterprise_id as "enterpriseId", e.hourly_quota as quota, coalesce(q.used, 0) as used,
    coalesce(q.window_started_at, $2) as "windowStartedAtMs"
  from enterprise e left join enterprise_quota q on q.enterprise_id = e.enterprise_id and q.window_started_at > $3
  where e.enterprise_id = any($1)`;

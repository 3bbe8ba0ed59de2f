import type { Clock } from '../model/clock.ts';
import type { Queryable } from './database.ts';

/** A call that a program of an enterprise has made, after its answer has gone out. */
export interface ApiCall {
  readonly enterpriseId: string;
  readonly calledAtMs: number;
  readonly method: string;
  /** The pattern, without what the caller put into it. */
  readonly route: string;
  readonly productKey: string | undefined;
  readonly status: number;
  /** Undefined for a success. */
  readonly errorCode: string | undefined;
  readonly detail: string | undefined;
  readonly durationMs: number;
  readonly clientIp: string;
  readonly requestId: string;
  /** It was refused because the quota was used up. */
  readonly isRefusal: boolean;
}

/** Calls of one enterprise since the last write. */
interface Tally {
  calls: number;
  errors: number;
  refusals: number;
}

/** What is kept as it was, per enterprise and write; all are counted. */
const successesPerWrite = 20;
const errorsPerWrite = 50;
/** Kept of each enterprise: so many successes and so many errors. */
const latestKept = 1_000;
const writesPerTrim = 10;

/**
 * The calls of enterprises, for people to look at. To record one is a few numbers in memory; `write`, called about once a
 * second, brings them to the database, so that a process that is killed loses a second of them. A call counts for the
 * minute in which it is written.
 */
export class CallLog {
  readonly #db: Queryable;
  readonly #clock: Clock;
  /** Calls that were refused because a quota was used up, since the start. */
  refusals = 0;
  #tallies = new Map<string, Tally>();
  #calls: ApiCall[] = [];
  /** With calls that were written since the last trim. */
  readonly #grown = new Set<string>();
  #writes = 0;

  constructor(db: Queryable, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  record(call: ApiCall): void {
    let tally = this.#tallies.get(call.enterpriseId);
    if (!tally) {
      tally = { calls: 0, errors: 0, refusals: 0 };
      this.#tallies.set(call.enterpriseId, tally);
    }
    tally.calls++;
    if (call.isRefusal) {
      tally.refusals++;
      this.refusals++;
    }
    if (call.errorCode !== undefined) {
      if (++tally.errors <= errorsPerWrite) this.#calls.push(call);
    } else if (tally.calls - tally.errors <= successesPerWrite) this.#calls.push(call);
  }

  /** What cannot be written is lost. */
  async write(): Promise<void> {
    const [tallies, calls] = [this.#tallies, this.#calls];
    this.#tallies = new Map();
    this.#calls = [];
    if (tallies.size > 0) {
      await addCounts(this.#db, tallies, this.#clock());
      await insertCalls(this.#db, calls);
      for (const enterpriseId of tallies.keys()) this.#grown.add(enterpriseId);
    }
    if (++this.#writes % writesPerTrim > 0 || this.#grown.size === 0) return;
    const grown = [...this.#grown];
    this.#grown.clear();
    await keepLatest(this.#db, grown);
  }
}

/** In the order of the key, so that two processes never wait for each other in a circle. */
async function addCounts(db: Queryable, tallies: ReadonlyMap<string, Tally>, nowMs: number): Promise<void> {
  const rows = [...tallies];
  await db.query(
    `insert into api_call_count as c (enterprise_id, period_s, started_at, calls, errors, refusals)
     select enterprise_id, period_s, to_timestamp(floor($5::float8 / period_s) * period_s), calls, errors, refusals
     from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as t (enterprise_id, calls, errors, refusals)
       join enterprise using (enterprise_id) cross join (values (60), (3600)) as p (period_s)
     order by enterprise_id, period_s
     on conflict (enterprise_id, period_s, started_at) do update
     set calls = c.calls + excluded.calls, errors = c.errors + excluded.errors, refusals = c.refusals + excluded.refusals`,
    [
      rows.map(([enterpriseId]) => enterpriseId),
      rows.map(([, { calls }]) => calls),
      rows.map(([, { errors }]) => errors),
      rows.map(([, { refusals }]) => refusals),
      nowMs / 1000,
    ],
  );
}

const columns = {
  enterprise_id: ['text', (call: ApiCall) => call.enterpriseId],
  is_error: ['boolean', (call: ApiCall) => call.errorCode !== undefined],
  called_at: ['timestamptz', (call: ApiCall) => new Date(call.calledAtMs)],
  method: ['text', (call: ApiCall) => call.method],
  route: ['text', (call: ApiCall) => call.route],
  product_key: ['text', (call: ApiCall) => call.productKey],
  status: ['smallint', (call: ApiCall) => call.status],
  error_code: ['text', (call: ApiCall) => call.errorCode],
  detail: ['text', (call: ApiCall) => call.detail],
  duration_ms: ['real', (call: ApiCall) => call.durationMs],
  client_ip: ['text', (call: ApiCall) => call.clientIp],
  request_id: ['text', (call: ApiCall) => call.requestId],
} as const;
const names = Object.keys(columns);
const arrays = Object.values(columns).map(([type], index) => `$${index + 1}::${type}[]`);

async function insertCalls(db: Queryable, calls: readonly ApiCall[]): Promise<void> {
  await db.query(
    `insert into api_call (${names}) select ${names.map((name) => `c.${name}`)}
     from unnest(${arrays}) as c (${names}) join enterprise using (enterprise_id)`,
    Object.values(columns).map(([, columnOf]) => calls.map((call) => columnOf(call))),
  );
}

/** Another process may be at the same rows: they are left to it. */
async function keepLatest(db: Queryable, enterpriseIds: readonly string[]): Promise<void> {
  await db.query(
    `delete from api_call where (enterprise_id, is_error, called_at, id) in (
       select c.enterprise_id, c.is_error, c.called_at, c.id
       from unnest($1::text[]) as e (enterprise_id) cross join (values (true), (false)) as k (is_error)
         cross join lateral (
           select called_at, id from api_call l where l.enterprise_id = e.enterprise_id and l.is_error = k.is_error
           order by called_at desc, id desc offset $2 limit 1) as first_gone
         join api_call c on c.enterprise_id = e.enterprise_id and c.is_error = k.is_error
           and (c.called_at, c.id) <= (first_gone.called_at, first_gone.id)
       for update of c skip locked)`,
    [enterpriseIds, latestKept],
  );
}

const dayMs = 86_400_000;
/** How long counts by minute are kept. */
export const callCountMinutesMs = dayMs;
/** How long counts by hour are kept. */
export const callCountDays = 90;

/** Removes counts that have been kept long enough. */
export async function expireCallCounts(db: Queryable, nowMs: number): Promise<void> {
  await db.query(
    'delete from api_call_count where period_s = 60 and started_at < $1 or period_s = 3600 and started_at < $2',
    [new Date(nowMs - callCountMinutesMs), new Date(nowMs - callCountDays * dayMs)],
  );
}

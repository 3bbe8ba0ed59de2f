import pg from 'pg';
import { monotonicClock } from '../model/clock.ts';
import { QiyunError } from '../model/errors.ts';
import { Histogram } from '../model/histogram.ts';

/** How to reach PostgreSQL: the embedded server's socket, or the URL of yours. */
export type Connection = pg.ClientConfig;

const int8Oid = 20;
const timestamptzOid = 1184;
const dateOid = 1082;

/**
 * Rows as the program wants them: int8 as number (ids and sequence numbers stay below 2^53), timestamptz as
 * milliseconds since the epoch, date as its text.
 */
const rowTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === int8Oid) return Number;
      if (oid === timestamptzOid) return parseTimestamp;
      if (oid === dateOid) return String;
    }
    return pg.types.getTypeParser(oid as number, format as 'text');
  },
} as pg.CustomTypesConfig;

/** Every session runs in UTC, so the text is always `2026-11-22 19:44:00.123456+00`. */
function parseTimestamp(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}

export type Row = Record<string, unknown>;

/** Something that runs SQL: the pool, or one connection inside a transaction. */
export interface Queryable {
  query<R extends object = Row>(
    text: string,
    values?: readonly unknown[],
  ): Promise<pg.QueryResult<R & pg.QueryResultRow>>;
}

const sessionOptions =
  '-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000';

/** Longer than the server's own limit for a statement: only a server that says nothing at all takes as long. */
const silenceMs = 65_000;
/** Callers wait for single statements; none takes a fraction of it while the database is well. */
const queryTimeoutMs = 30_000;
const pingTimeoutMs = 2_000;

export function clientConfig(connection: Connection, applicationName: string): pg.ClientConfig {
  return {
    ...connection,
    application_name: applicationName,
    options: sessionOptions,
    types: rowTypes,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  };
}

/** Something that runs changes, each in a transaction, that come to a `Result`. */
export interface Transactions<Result = unknown> {
  /** Any throw rolls the work back and changes nothing. */
  transaction<T extends Result>(work: (tx: Queryable) => Promise<T>): Promise<T>;
}

/** The pool for everything but the ingest, which has a connection of its own. */
export class Database implements Queryable, Transactions {
  readonly connection: Connection;
  readonly #pool: pg.Pool;
  /** How long single statements took, the wait for a connection included. */
  readonly queryTimes: Histogram;
  #unavailableAtMs = Number.NEGATIVE_INFINITY;

  /** @param queryTimes counts in seconds */
  constructor(connection: Connection, maxConnections = 10, queryTimes = new Histogram([])) {
    this.connection = connection;
    this.queryTimes = queryTimes;
    this.#pool = new pg.Pool({
      ...clientConfig(connection, 'qiyun'),
      max: maxConnections,
      idleTimeoutMillis: 30_000,
      query_timeout: silenceMs,
    });
    // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
    this.#pool.on('error', () => {});
  }

  /** How long ago it was last unavailable to a caller, in milliseconds; infinite when it never was. */
  get steadyForMs(): number {
    return monotonicClock() - this.#unavailableAtMs;
  }

  /** Connections that are open, those of them without work, and callers that wait for one. */
  get pool(): { readonly open: number; readonly idle: number; readonly waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { open: totalCount, idle: idleCount, waiting: waitingCount };
  }

  async query<R extends object = Row>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<pg.QueryResult<R & pg.QueryResultRow>> {
    const startedMs = performance.now();
    try {
      const query = { text, values: values as unknown[], query_timeout: queryTimeoutMs };
      return await this.#pool.query<R & pg.QueryResultRow>(query);
    } catch (error) {
      throw this.#toThrow(error);
    } finally {
      this.queryTimes.observe((performance.now() - startedMs) / 1000);
    }
  }

  /** Rejects with a QiyunError 503/5409 when the database does not answer within seconds. */
  async ping(): Promise<void> {
    try {
      const query = { text: 'select', query_timeout: pingTimeoutMs };
      await this.#pool.query(query);
    } catch (error) {
      throw this.#toThrow(error);
    }
  }

  /** Runs the work in one transaction; any throw rolls it back and changes nothing. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw this.#toThrow(error);
    });
    // While somebody has it, the pool does not listen: its end between two statements would end the process.
    const ignoreEnd = () => {};
    client.on('error', ignoreEnd);
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client as Queryable);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw this.#toThrow(error);
    } finally {
      client.off('error', ignoreEnd);
      client.release(broken);
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  /** A database that is down is 503/5409 with Retry-After, never a wrong answer (contract.md §4). */
  #toThrow(error: unknown): unknown {
    if (error instanceof QiyunError || !isUnavailable(error)) return error;
    this.#unavailableAtMs = monotonicClock();
    return new QiyunError('5409', {
      status: 503,
      retryAfterSeconds: 1,
      detail: 'the database is not available',
      cause: error,
    });
  }
}

/**
 * Whether PostgreSQL could not be reached, ended the connection or had no room or time, as opposed to refusing the
 * statement: classes 08 (connection), 40 (rolled back, try again), 53 (resources, a full disk among them), 57 (shutdown,
 * time-out), 58 (the system around it), 25P03 (idle in a transaction), or no SQLSTATE at all.
 */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof QiyunError) return error.status === 503;
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string') return /connect|terminat|timeout|ended|closed/i.test(error.message);
  return /^(08|40|53|57|58|25P03)/.test(code) || /^E[A-Z]+$/.test(code);
}

/** Whether the error is a violation of this unique constraint or primary key. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === '23505';
}

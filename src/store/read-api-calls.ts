import type { Queryable } from './database.ts';
import type { TimeSpan } from './time-span.ts';
import { whereOf } from './where-of.ts';

/** A call as it was recorded. */
export interface RecordedCall {
  /** With the time it is unique, and in the order of the calls of a millisecond. */
  readonly id: number;
  readonly calledAtMs: number;
  readonly method: string;
  readonly route: string;
  readonly productKey: string | null;
  readonly status: number;
  readonly errorCode: string | null;
  readonly detail: string | null;
  readonly durationMs: number;
  readonly clientIp: string;
  readonly requestId: string;
}

export interface ApiCallQuery {
  readonly enterpriseId: string;
  readonly onlyErrors: boolean;
  /** Only what is older than this call. */
  readonly before?: Pick<RecordedCall, 'calledAtMs' | 'id'> | undefined;
  readonly limit: number;
}

/** The newest first. */
export async function readApiCalls(db: Queryable, query: ApiCallQuery): Promise<RecordedCall[]> {
  const { enterpriseId, onlyErrors, before } = query;
  const { where, values } = whereOf([
    ['enterprise_id = ?', enterpriseId],
    ['is_error = ?', onlyErrors ? true : undefined],
    ['(called_at, id) < (?, ?)', before && new Date(before.calledAtMs), before?.id],
  ]);
  const { rows } = await db.query<RecordedCall>(
    `select id, called_at as "calledAtMs", method, route, product_key as "productKey", status,
       error_code as "errorCode", detail, duration_ms as "durationMs", client_ip as "clientIp", request_id as "requestId"
     from api_call where ${where} order by called_at desc, id desc limit ${Number(query.limit)}`,
    values,
  );
  return rows;
}

export type CallPeriod = 60 | 3600;

export interface CallCount {
  readonly startedAtMs: number;
  readonly calls: number;
  readonly errors: number;
  readonly refusals: number;
}

/** Of the minutes or hours that start within the span, those with calls, the oldest first. */
export async function readCallCounts(
  db: Queryable,
  enterpriseId: string,
  { fromMs, toMs, periodS }: TimeSpan & { readonly periodS: CallPeriod },
): Promise<CallCount[]> {
  const { rows } = await db.query<CallCount>(
    `select started_at as "startedAtMs", calls, errors, refusals from api_call_count
     where enterprise_id = $1 and period_s = $2 and started_at >= $3 and started_at < $4 order by started_at`,
    [enterpriseId, periodS, new Date(fromMs), new Date(toMs)],
  );
  return rows;
}

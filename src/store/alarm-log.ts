import type { Queryable } from './database.ts';
import type { TimeSpan } from './time-span.ts';

export type AlarmKind = 'fault' | 'alert';

/** Which faults and alerts of a product are asked for; undefined: of any. */
export interface AlarmQuery {
  readonly productId: number;
  readonly deviceId: number | undefined;
  readonly kind: AlarmKind | undefined;
  /** Of a data point. */
  readonly name: string | undefined;
  readonly onlyOpen: boolean;
  readonly fromMs: number;
  /** Only those before this one in the order of time, sequence number and name. */
  readonly before: { readonly atMs: number; readonly seq: number; readonly name: string };
  readonly limit: number;
}

export interface LoggedAlarm {
  readonly did: string;
  readonly mac: string;
  readonly kind: AlarmKind;
  /** Of the data point. */
  readonly name: string;
  readonly raisedAtMs: number;
  /** Null while it is open. */
  readonly clearedAtMs: number | null;
  readonly seq: number;
}

/** Faults and alerts that devices raised, the newest first. */
export async function readAlarms(db: Queryable, query: AlarmQuery): Promise<LoggedAlarm[]> {
  const { productId, deviceId, kind, name, onlyOpen, fromMs, before, limit } = query;
  const { rows } = await db.query<LoggedAlarm>(
    `select d.did, d.mac, a.kind, a.name, a.raised_at as "raisedAtMs", a.cleared_at as "clearedAtMs", a.seq
     from (
       select * from alarm
       where product_id = $1 and raised_at >= $2 and raised_at <= $3 and (raised_at, seq, name) < ($3, $4, $5)
         and ($6::bigint is null or device_id = $6) and ($7::text is null or kind = $7) and ($8::text is null or name = $8)
         ${onlyOpen ? 'and cleared_at is null' : ''}
       order by raised_at desc, seq desc, name desc limit $9
     ) a join device d on d.id = a.device_id order by a.raised_at desc, a.seq desc, a.name desc`,
    [
      productId,
      new Date(fromMs),
      new Date(before.atMs),
      before.seq,
      before.name,
      deviceId ?? null,
      kind ?? null,
      name ?? null,
      limit,
    ],
  );
  return rows;
}

/** How often devices of a product raised a data point in a span, and how many of all its alarms are open now. */
export interface AlarmPointCount {
  readonly kind: AlarmKind;
  readonly name: string;
  readonly raised: number;
  readonly open: number;
}

/** Of data points that have either; the one with the most open alarms first. */
export async function countAlarmsByPoint(
  db: Queryable,
  { productId, span }: { readonly productId: number; readonly span: TimeSpan },
): Promise<AlarmPointCount[]> {
  const { rows } = await db.query<AlarmPointCount>(
    `select kind, name, sum(raised)::bigint as raised, sum(open)::bigint as open from (
       select kind, name, count(*) as raised, 0 as open from alarm
       where product_id = $1 and raised_at >= $2 and raised_at < $3 group by 1, 2
       union all
       select kind, name, 0, count(*) from alarm where product_id = $1 and cleared_at is null group by 1, 2
     ) counted group by 1, 2 order by 4 desc, 3 desc, 1, 2`,
    [productId, new Date(span.fromMs), new Date(span.toMs)],
  );
  return rows;
}

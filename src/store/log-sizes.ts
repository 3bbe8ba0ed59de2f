import type { Queryable } from './database.ts';
import { type Granularity, logGranularities } from './partitions.ts';

/** A day or month of a log. */
export interface LogSize {
  readonly log: string;
  readonly granularity: Granularity;
  /** The day on which it begins, in UTC: `YYYY-MM-DD`. */
  readonly from: string;
  /** Indexes included. */
  readonly bytes: number;
  /** As PostgreSQL estimates it; null while it has not looked. */
  readonly rows: number | null;
}

interface SizeRow {
  readonly log: string;
  /** `YYYYMMDD` or `YYYYMM`. */
  readonly digits: string;
  readonly bytes: number;
  readonly rows: number | null;
}

/** What the logs take on the disk, each from the oldest partition on. */
export async function readLogSizes(db: Queryable): Promise<LogSize[]> {
  const { rows } = await db.query<SizeRow>(
    `select p.relname as log, regexp_replace(c.relname, '^.*_', '') as digits, pg_total_relation_size(c.oid) as bytes,
       case when c.reltuples >= 0 then c.reltuples::bigint end as rows
     from pg_inherits join pg_class c on c.oid = inhrelid join pg_class p on p.oid = inhparent
     where p.relname = any($1) and c.relkind = 'r' order by p.relname, c.relname`,
    [[...logGranularities.keys()]],
  );
  return rows.map(({ log, digits, bytes, rows: estimate }) => ({
    log,
    granularity: logGranularities.get(log)!,
    from: `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8) || '01'}`,
    bytes,
    rows: estimate,
  }));
}

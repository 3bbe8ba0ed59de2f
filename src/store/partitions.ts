import type { Queryable } from './database.ts';

export type Granularity = 'day' | 'month';

interface PartitionedTable {
  readonly name: string;
  readonly granularity: Granularity;
  /** Whether whole partitions go when the retention of the logs has passed. */
  readonly expires: boolean;
  /** What is kept longer than the logs when these go sooner. */
  readonly leastDays?: number;
  readonly storage: string;
}

/** Only what has been vacuumed can be counted and skipped in an index alone, and nothing but inserts leads to it here. */
const insertedOnly = 'autovacuum_vacuum_insert_scale_factor = 0.01';
/** The rows of the present hour are rewritten by every batch that adds to them. */
const rewritten = 'fillfactor = 60';
/** As far back as aggregated data may be asked for (enterprise-facts.md, agg_data). */
const aggregatedDays = 31;

const tables: readonly PartitionedTable[] = [
  { name: 'frame', granularity: 'day', expires: true, storage: insertedOnly },
  { name: 'rejected_frame', granularity: 'day', expires: true, storage: insertedOnly },
  { name: 'presence_event', granularity: 'month', expires: false, storage: insertedOnly },
  {
    name: 'device_hour_value',
    granularity: 'month',
    expires: true,
    leastDays: aggregatedDays,
    storage: rewritten,
  },
];

/** The tables of the logs, and what their partitions hold. */
export const logGranularities: ReadonlyMap<string, Granularity> = new Map(
  tables.map(({ name, granularity }) => [name, granularity]),
);

const dayMs = 86_400_000;
/** A server whose maintenance does not run for this many days still finds a partition to write to. */
const daysAhead = 3;

/**
 * Drops the partitions whose whole day, or month, is older than the retention at `presentMs`. Days and months are those of
 * UTC. Returns the names of the dropped partitions.
 */
export async function dropExpiredPartitions(
  db: Queryable,
  presentMs: number,
  retentionDays: number,
): Promise<string[]> {
  const dropped: string[] = [];
  for (const table of tables.filter((candidate) => candidate.expires)) {
    const keptDays = Math.max(retentionDays, table.leastDays ?? 0);
    dropped.push(...(await dropExpired(db, table, presentMs - keptDays * dayMs)));
  }
  return dropped;
}

/** Makes the partitions that are missing around a time, whichever it is. */
export async function createPartitions(db: Queryable, nowMs: number): Promise<void> {
  for (const table of tables) await createPartitionsOf(table, db, nowMs);
}

async function createPartitionsOf(table: PartitionedTable, db: Queryable, nowMs: number): Promise<void> {
  const starts = new Set<number>();
  // One day back: a batch that was cut before midnight may be committed after it.
  for (let day = -1; day <= daysAhead; day++) starts.add(periodStart(nowMs + day * dayMs, table.granularity));
  for (const start of starts) {
    const from = new Date(start).toISOString();
    const to = new Date(nextPeriod(start, table.granularity)).toISOString();
    await db.query(
      `create table if not exists ${partitionName(table, start)} partition of ${table.name}
        for values from ('${from}') to ('${to}') with (${table.storage})`,
    );
  }
}

async function dropExpired(db: Queryable, table: PartitionedTable, keepFromMs: number): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass',
    [table.name],
  );
  const oldestKept = partitionName(table, periodStart(keepFromMs, table.granularity));
  const expired = rows.map((row) => row.name).filter((name) => name < oldestKept);
  for (const name of expired) await db.query(`drop table ${name}`);
  return expired;
}

/** Names sort as their days do: `frame_20261122`. */
function partitionName(table: PartitionedTable, startMs: number): string {
  const date = new Date(startMs).toISOString().slice(0, table.granularity === 'day' ? 10 : 7);
  return `${table.name}_${date.replaceAll('-', '')}`;
}

function periodStart(ms: number, granularity: Granularity): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), granularity === 'day' ? date.getUTCDate() : 1);
}

function nextPeriod(startMs: number, granularity: Granularity): number {
  const date = new Date(startMs);
  return granularity === 'day' ? startMs + dayMs : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

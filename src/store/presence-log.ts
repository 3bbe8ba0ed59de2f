import type { Queryable } from './database.ts';
import { type LogWindow, spanOf, spanValues } from './log-window.ts';
import { type Page, readPage } from './read-page.ts';
import type { TimeSpan } from './time-span.ts';

/** A session that began or ended. What only an end has is null at a beginning, and the other way round. */
export interface PresenceEntry {
  readonly occurredAtMs: number;
  readonly isOnline: boolean;
  readonly keepAliveS: number | null;
  readonly durationS: number | null;
  readonly reason: string | null;
  readonly heartbeatCount: number | null;
  readonly heartbeatMaxS: number | null;
  readonly heartbeatMinS: number | null;
  readonly heartbeatAvgS: number | null;
  readonly heartbeatLastS: number | null;
}

const columns = `occurred_at as "occurredAtMs", is_online as "isOnline", keep_alive_s as "keepAliveS",
  duration_s as "durationS", reason, heartbeat_count as "heartbeatCount", heartbeat_max_s as "heartbeatMaxS",
  heartbeat_min_s as "heartbeatMinS", heartbeat_avg_s as "heartbeatAvgS", heartbeat_last_s as "heartbeatLastS"`;

/** The sessions of a device, by time and sequence. */
export function readPresenceLog(db: Queryable, window: LogWindow): Promise<Page<PresenceEntry>> {
  const { sort, limit, skip } = window;
  return readPage(db, {
    columns,
    source: 'presence_event where device_id = $1 and occurred_at >= $2 and occurred_at < $3',
    orderBy: `occurred_at ${sort}, seq ${sort}`,
    values: spanValues(window.deviceId, spanOf(window)),
    limit,
    skip,
  });
}

export interface PresenceTimeline {
  /** Oldest first. */
  readonly entries: readonly PresenceEntry[];
  /** Whether the device was online before the first of them; without one, during the whole span. */
  readonly wasOnline: boolean;
  /** There are earlier ones in the span. */
  readonly isCut: boolean;
}

/** The newest beginnings and ends of a device's sessions within a span, and what was before them. */
export async function readPresenceTimeline(
  db: Queryable,
  { deviceId, span, limit }: { readonly deviceId: number; readonly span: TimeSpan; readonly limit: number },
): Promise<PresenceTimeline> {
  const newestFirst = await readNewestPresence(db, deviceId, { span, limit: limit + 1 });
  const isCut = newestFirst.length > limit;
  const [before] = isCut
    ? newestFirst.splice(limit)
    : await readNewestPresence(db, deviceId, { span: { fromMs: 0, toMs: span.fromMs }, limit: 1 });
  return { entries: newestFirst.reverse(), wasOnline: before?.isOnline ?? false, isCut };
}

async function readNewestPresence(
  db: Queryable,
  deviceId: number,
  { span, limit }: { readonly span: TimeSpan; readonly limit: number },
): Promise<PresenceEntry[]> {
  const { rows } = await db.query<PresenceEntry>(
    `select ${columns} from presence_event where device_id = $1 and occurred_at >= $2 and occurred_at < $3
     order by occurred_at desc, seq desc limit $4`,
    [...spanValues(deviceId, span), limit],
  );
  return rows;
}

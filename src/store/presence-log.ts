import type { Queryable } from './database.ts';
import { type LogWindow, spanOf, spanValues } from './log-window.ts';
import { type Page, readPage } from './read-page.ts';

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

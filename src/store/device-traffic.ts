import { type FrameKind, frameKind } from './batch/batch-rows.ts';
import type { Queryable } from './database.ts';

/** What of a device's traffic is asked for; `rejected` could not be understood. */
export type TrafficKind = keyof typeof frameKind | 'rejected';

export interface TrafficQuery {
  readonly deviceId: number;
  readonly kinds: readonly TrafficKind[];
  readonly fromMs: number;
  /** Only what lies before this time, or at it with a lower sequence number. */
  readonly beforeMs: number;
  readonly beforeSeq: number;
  readonly limit: number;
}

/** A frame of the log, or one that was rejected. */
export interface TrafficEntry {
  readonly receivedAtMs: number;
  readonly seq: number;
  /** Null: rejected, for a reason and with the topic it came on. */
  readonly kind: FrameKind | null;
  readonly definitionVersion: number;
  readonly payload: Buffer;
  readonly reason: string | null;
  readonly topic: string | null;
}

const inSpan = 'device_id = $1 and received_at >= $2 and received_at <= $3 and (received_at, seq) < ($3, $4)';
const newestFirst = 'order by received_at desc, seq desc limit $6';

// As in the frame log, frames are fetched only once the index has told which ones, and the conditions are said twice.
const text = `select received_at as "receivedAtMs", seq, kind, definition_version as "definitionVersion", payload, reason, topic
  from (
    (select received_at, seq, kind, definition_version, payload, null as reason, null as topic
     from (select device_id, received_at, seq from frame where ${inSpan} and kind = any($5) ${newestFirst}) page
     join (select * from frame where ${inSpan}) entry using (device_id, received_at, seq))
    union all
    (select received_at, seq, null, 0, payload, reason, topic from rejected_frame where ${inSpan} and $7 ${newestFirst})
  ) both_logs ${newestFirst}`;

/** What a device and the cloud said to each other, the newest first. */
export async function readTraffic(db: Queryable, query: TrafficQuery): Promise<TrafficEntry[]> {
  const { deviceId, kinds, fromMs, beforeMs, beforeSeq, limit } = query;
  const stored = kinds.flatMap((kind) => (kind === 'rejected' ? [] : [frameKind[kind]]));
  const { rows } = await db.query<TrafficEntry>(text, [
    deviceId,
    new Date(fromMs),
    new Date(beforeMs),
    beforeSeq,
    stored,
    limit,
    kinds.includes('rejected'),
  ]);
  return rows;
}

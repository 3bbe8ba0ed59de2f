import type { Queryable } from './database.ts';
import { type Page, readPage } from './read-page.ts';

/** A message of a device that could not be understood, kept as it came. */
export interface RejectedFrame {
  readonly receivedAtMs: number;
  readonly reason: string;
  readonly topic: string;
  readonly payload: Buffer;
}

export interface RejectedFramePage {
  readonly deviceId: number;
  readonly limit: number;
  readonly skip: number;
}

/** A page of what a device sent in vain, newest first. */
export function listRejectedFrames(
  db: Queryable,
  { deviceId, limit, skip }: RejectedFramePage,
): Promise<Page<RejectedFrame>> {
  return readPage<RejectedFrame>(db, {
    columns: 'received_at as "receivedAtMs", reason, topic, payload',
    source: 'rejected_frame where device_id = $1',
    orderBy: 'received_at desc, seq desc',
    values: [deviceId],
    limit,
    skip,
  });
}

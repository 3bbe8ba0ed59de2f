import type { Queryable } from './database.ts';

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

/** A page of what a device sent in vain, newest first, and how many there are. */
export async function listRejectedFrames(
  db: Queryable,
  { deviceId, limit, skip }: RejectedFramePage,
): Promise<{ total: number; frames: RejectedFrame[] }> {
  const [counted, page] = await Promise.all([
    db.query<{ total: number }>('select count(*) as total from rejected_frame where device_id = $1', [
      deviceId,
    ]),
    db.query<RejectedFrame>(
      `select received_at as "receivedAtMs", reason, topic, payload from rejected_frame
       where device_id = $1 order by received_at desc, seq desc limit $2 offset $3`,
      [deviceId, limit, skip],
    ),
  ]);
  return { total: counted.rows[0]!.total, frames: page.rows };
}

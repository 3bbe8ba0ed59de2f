import type { Queryable } from './database.ts';

/**
 * What happened, as the one who is told sees it. offering, offered: a device is shared with the other, by the other;
 * accepted, refused: by the other; taken_back: by the other; given, received: the device is the other's now, his own.
 */
export type MessageKind =
  | 'offering'
  | 'offered'
  | 'accepted'
  | 'refused'
  | 'taken_back'
  | 'given'
  | 'received';

export interface NewMessage {
  /** Who is told. */
  readonly uid: string;
  readonly kind: MessageKind;
  readonly otherUid: string;
}

export interface MessageSubject {
  readonly deviceId: number;
  readonly atMs: number;
}

/** Beyond it, the oldest of a user go. */
const messagesMax = 200;

/** Tells users what happens to a device, in the transaction that does it. */
export async function writeMessages(
  tx: Queryable,
  { deviceId, atMs }: MessageSubject,
  messages: readonly NewMessage[],
): Promise<void> {
  const uids = messages.map(({ uid }) => uid);
  await tx.query(
    `insert into message (uid, kind, other_uid, device_id, created_at, updated_at)
     select uid, kind, other_uid, $4, $5, $5 from unnest($1::text[], $2::text[], $3::text[]) as told (uid, kind, other_uid)`,
    [
      uids,
      messages.map(({ kind }) => kind),
      messages.map(({ otherUid }) => otherUid),
      deviceId,
      new Date(atMs),
    ],
  );
  // What somebody else removes at this moment is not waited for.
  await tx.query(
    `delete from message where id in (
       select id from message where id in (
         select old.id from unnest($1::text[]) as told (uid) cross join lateral
           (select id from message where uid = told.uid order by id desc offset $2) old)
       for update skip locked)`,
    [uids, messagesMax],
  );
}

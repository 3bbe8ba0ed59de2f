import { QiyunError } from '../model/errors.ts';
import type { Queryable } from './database.ts';
import { type Page, readPage } from './read-page.ts';
import type { MessageKind } from './write-messages.ts';

const keptMs = 90 * 86_400_000;

/** As the wire has it (app-open-api.md §5.2, messages). */
const messageStatus = { unread: 0, read: 1, deleted: 2 } as const;

/** A message with the names as they are now. */
export interface Message {
  readonly id: number;
  readonly kind: MessageKind;
  readonly status: number;
  readonly productId: number;
  /** What the reader calls the device; null when he has none for it, or has it no more. */
  readonly devAlias: string | null;
  /** The other of the two; all null once he is erased. */
  readonly otherUid: string | null;
  readonly otherUsername: string | null;
  readonly otherPhone: string | null;
  readonly otherEmail: string | null;
  /** Of the reader. */
  readonly lang: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface MessagesQuery {
  readonly uid: string;
  readonly nowMs: number;
  readonly limit: number;
  readonly skip: number;
}

/** Of a user, those of the last 90 days that he has not deleted; the newest first. */
export function listMessages(
  db: Queryable,
  { uid, nowMs, limit, skip }: MessagesQuery,
): Promise<Page<Message>> {
  return readPage<Message>(db, {
    columns: `m.id, m.kind, m.status, d.product_id as "productId", nullif(b.dev_alias, '') as "devAlias",
      o.uid as "otherUid", o.username as "otherUsername", o.phone as "otherPhone", o.email as "otherEmail",
      u.lang, m.created_at as "createdAtMs", m.updated_at as "updatedAtMs"`,
    source: `message m join app_user u on u.uid = m.uid join device d on d.id = m.device_id
      left join binding b on b.device_id = m.device_id and b.uid = m.uid left join app_user o on o.uid = m.other_uid
      where m.uid = $1 and m.created_at > $2 and m.status <> $3`,
    orderBy: 'm.id desc',
    values: [uid, new Date(nowMs - keptMs), messageStatus.deleted],
    limit,
    skip,
  });
}

export interface MessageMark {
  readonly id: number;
  /** Who marks it. */
  readonly uid: string;
  readonly enterpriseId: string;
  /** 1: read, 2: deleted. */
  readonly status: number;
  readonly nowMs: number;
}

/** @throws QiyunError 9085 no such message, 9098 deleted already, 9101 another user's of the same enterprise */
export async function markMessage(
  db: Queryable,
  { id, uid, enterpriseId, status, nowMs }: MessageMark,
): Promise<void> {
  const { rowCount } = await db.query(
    'update message set status = $3, updated_at = $4 where id = $1 and uid = $2 and status <> $5',
    [id, uid, status, new Date(nowMs), messageStatus.deleted],
  );
  if (rowCount === 1) return;
  const { rows } = await db.query<{ uid: string }>(
    'select m.uid from message m join app_user u using (uid) where m.id = $1 and u.enterprise_id = $2',
    [id, enterpriseId],
  );
  if (!rows[0]) throw new QiyunError('9085');
  throw new QiyunError(rows[0].uid === uid ? '9098' : '9101');
}

/** Removes the messages that are too old to be listed. */
export async function expireMessages(db: Queryable, nowMs: number): Promise<void> {
  await db.query('delete from message where created_at <= $1', [new Date(nowMs - keptMs)]);
}

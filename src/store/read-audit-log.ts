import type { Queryable } from './database.ts';
import { whereOf } from './where-of.ts';

/** An event as it was entered; null where there is nothing to say. */
export interface AuditEntry {
  /** With the time it is unique, and in the order of the events of a millisecond. */
  readonly id: number;
  readonly occurredAtMs: number;
  readonly source: string;
  readonly action: string;
  readonly enterpriseId: string | null;
  readonly productKey: string | null;
  readonly did: string | null;
  readonly uid: string | null;
  readonly otherUid: string | null;
  readonly appid: string | null;
  /** Who acted at the console, and his username while he is a member. */
  readonly memberId: string | null;
  readonly memberUsername: string | null;
  readonly clientIp: string | null;
  readonly detail: Record<string, unknown> | null;
  readonly result: string;
}

/** Conditions that all hold; those left out do not count. */
export interface AuditQuery {
  readonly source?: string | undefined;
  readonly action?: string | undefined;
  readonly enterpriseId?: string | undefined;
  /** Only what is of this enterprise, whatever else is asked for. */
  readonly visibleTo?: string | undefined;
  readonly productKey?: string | undefined;
  readonly did?: string | undefined;
  /** Who acted, or whom it concerned. */
  readonly uid?: string | undefined;
  /** Who acted at the console. */
  readonly memberId?: string | undefined;
  /** Both seconds belong to the window, the last one to its end. */
  readonly startS?: number | undefined;
  readonly endS?: number | undefined;
  /** Only what is older than this event. */
  readonly before?: Pick<AuditEntry, 'occurredAtMs' | 'id'> | undefined;
  readonly limit: number;
}

/** The newest first. */
export async function readAuditLog(db: Queryable, query: AuditQuery): Promise<AuditEntry[]> {
  const { startS, endS, before } = query;
  const { where, values } = whereOf([
    ['true'],
    ['source = ?', query.source],
    ['action = ?', query.action],
    ['enterprise_id = ?', query.enterpriseId],
    ['enterprise_id = ?', query.visibleTo],
    ['member_id = ?', query.memberId],
    ['product_key = ?', query.productKey],
    ['did = ?', query.did],
    ['(uid = ? or other_uid = ?)', query.uid, query.uid],
    ['occurred_at >= ?', startS === undefined ? undefined : new Date(startS * 1000)],
    ['occurred_at < ?', endS === undefined ? undefined : new Date((endS + 1) * 1000)],
    ['(occurred_at, id) < (?, ?)', before && new Date(before.occurredAtMs), before?.id],
  ]);
  const { rows } = await db.query<AuditEntry>(
    `select id, occurred_at as "occurredAtMs", source, action, enterprise_id as "enterpriseId", product_key as "productKey",
       did, uid, other_uid as "otherUid", appid, member_id as "memberId",
       (select m.username from member m where m.member_id = audit_event.member_id) as "memberUsername", client_ip as "clientIp", detail, result
     from audit_event where ${where} order by occurred_at desc, id desc limit ${Number(query.limit)}`,
    values,
  );
  return rows;
}

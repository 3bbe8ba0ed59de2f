import { type Static, Type } from 'typebox';
import { type AuditEntry, readAuditLog } from '../../store/read-audit-log.ts';
import { consoleCaller } from '../console/console-caller.ts';
import { endpoint } from '../endpoint.ts';
import { lastSecond } from '../last-second.ts';
import { nullable } from '../nullable.ts';
import { pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { plainText } from './field-schemas.ts';

const nullableText = nullable(Type.String());

const auditEventAnswer = Type.Object({
  id: Type.String(),
  /** Seconds since the epoch with milliseconds as a fraction, as in the logs (contract.md §1). */
  occurred_at: Type.Number(),
  source: Type.String(),
  action: Type.String(),
  enterprise_id: nullableText,
  product_key: nullableText,
  did: nullableText,
  /** The user who acted, or on whom an enterprise or an administrator did. */
  uid: nullableText,
  /** Whom it concerned besides. */
  other_uid: nullableText,
  appid: nullableText,
  /** Who acted at the console, and his username while he is a member. */
  member_id: nullableText,
  member_username: nullableText,
  client_ip: nullableText,
  detail: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()]),
  /** `ok`, or the code with which a command came back. */
  result: Type.String(),
});

const sought = Type.Optional(plainText(128));
const second = Type.Optional(Type.Integer({ minimum: 0, maximum: lastSecond }));

const schema = {
  summary: 'Lists what was done by whom to what, newest first; filters combine with AND',
  querystring: Type.Object({
    source: Type.Optional(Type.Enum(['client', 'open_api', 'enterprise_api', 'admin', 'console'])),
    action: sought,
    enterprise_id: sought,
    product_key: sought,
    did: sought,
    uid: sought,
    member_id: sought,
    start_ts: second,
    end_ts: second,
    /** The id of an event: only what is older than it. */
    before: Type.Optional(Type.String({ pattern: '^\\d{1,14}-\\d{1,15}$' })),
    limit: pagingQuery.limit,
  }),
  response: {
    200: Type.Object({
      meta: Type.Object({ limit: Type.Integer(), next: nullableText }),
      objects: Type.Array(auditEventAnswer),
    }),
  },
};

export const listAuditEventsEndpoint = ({ database }: AdminServices) =>
  endpoint(schema, async ({ query, url }, request) => {
    const { source, action, enterprise_id: enterpriseId, product_key: productKey, did, uid, limit } = query;
    const { member_id: memberId, start_ts: startS, end_ts: endS, before } = query;
    const filter = { source, action, enterpriseId, productKey, did, uid, memberId, startS, endS, limit };
    const { enterpriseId: visibleTo } = consoleCaller(request);
    const rows = await readAuditLog(database, { ...filter, visibleTo, before: parseId(before) });
    const objects = rows.map(toAuditEventAnswer);
    const next = objects.length < limit ? null : pageBefore(url, objects.at(-1)!.id);
    return { meta: { limit, next }, objects };
  });

type AuditEventAnswer = Static<typeof auditEventAnswer>;

function toAuditEventAnswer(entry: AuditEntry): AuditEventAnswer {
  const { occurredAtMs, source, action, did, uid, appid, detail, result } = entry;
  return {
    id: `${occurredAtMs}-${entry.id}`,
    occurred_at: occurredAtMs / 1000,
    source,
    action,
    enterprise_id: entry.enterpriseId,
    product_key: entry.productKey,
    did,
    uid,
    other_uid: entry.otherUid,
    appid,
    member_id: entry.memberId,
    member_username: entry.memberUsername,
    client_ip: entry.clientIp,
    detail,
    result,
  };
}

function parseId(text: string | undefined) {
  if (text === undefined) return undefined;
  const [occurredAtMs, id] = text.split('-').map(Number);
  return { occurredAtMs: occurredAtMs!, id: id! };
}

/** The same call for what is older. */
function pageBefore(url: string, id: string): string {
  const [path] = url.split('?', 1);
  const parameters = new URLSearchParams(url.slice(path!.length));
  parameters.set('before', id);
  return `${path}?${parameters}`;
}

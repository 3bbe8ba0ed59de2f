import type { AuditEvent } from '../model/audit-event.ts';
import type { Queryable, Transactions } from './database.ts';

const longestAddress = 64;

const productOfDevice = `(select p.product_key from device_did k join device d on d.id = k.device_id
  join product p on p.id = d.product_id where k.did = asked.did)`;
const enterpriseOfProduct = '(select p.enterprise_id from product p where p.product_key = $5)';

/** What is not said is looked up: the product of a device, the enterprise of a product. */
function insertOf({ enterpriseId, productKey }: AuditEvent): string {
  return `
    insert into audit_event (occurred_at, source, action, enterprise_id, product_key, did, uid, other_uid, appid, client_ip,
      detail, result)
    select $1, $2, $3, coalesce($4, ${enterpriseId === undefined ? enterpriseOfProduct : 'null'}),
      coalesce($5, ${productKey === undefined ? productOfDevice : 'null'}), asked.did, $7, $8, $9, $10, $11, $12
    from unnest($6::text[]) as asked (did)`;
}

/** Enters one event for each of its devices, or one that is of no device. */
export async function writeAuditEvent(db: Queryable, event: AuditEvent): Promise<void> {
  const { dids = [null], detail } = event;
  if (dids.length === 0) return;
  await db.query(insertOf(event), [
    new Date(event.occurredAtMs),
    event.source,
    event.action,
    event.enterpriseId,
    event.productKey,
    dids,
    event.uid,
    event.otherUid,
    event.appid,
    event.clientIp.slice(0, longestAddress),
    detail && JSON.stringify(detail),
    event.result,
  ]);
}

/** Transactions of which each ends with entering what it has done, if anything: both are there afterwards, or neither. */
export function audited<Result>(
  database: Transactions,
  eventOf: (result: Result) => AuditEvent | undefined,
): Transactions<Result> {
  return {
    transaction: (work) =>
      database.transaction(async (tx) => {
        const result = await work(tx);
        const event = eventOf(result);
        if (event) await writeAuditEvent(tx, event);
        return result;
      }),
  };
}

const eventsPerStep = 10_000;

/** Removes what is older, in steps, so that nobody waits long for a row or for the disk. */
export async function expireAuditEvents(db: Queryable, beforeMs: number): Promise<void> {
  for (;;) {
    const { rowCount } = await db.query(
      `delete from audit_event where (occurred_at, id) in (
         select occurred_at, id from audit_event where occurred_at < $1 order by occurred_at, id limit $2)`,
      [new Date(beforeMs), eventsPerStep],
    );
    if ((rowCount ?? 0) < eventsPerStep) return;
  }
}

import type { AuditEvent } from '../model/audit-event.ts';
import type { Queryable, Transactions } from './database.ts';
import { GatheredWrites } from './gathered-writes.ts';

const longestAddress = 64;

const columns = {
  occurred_at: 'timestamptz',
  source: 'text',
  action: 'text',
  enterprise_id: 'text',
  product_key: 'text',
  did: 'text',
  uid: 'text',
  other_uid: 'text',
  appid: 'text',
  member_id: 'text',
  client_ip: 'text',
  detail: 'jsonb',
  result: 'text',
} as const;
const names = Object.keys(columns) as (keyof typeof columns)[];
const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);

/** What is not said is looked up: the product of a device, the enterprise of a product. */
const lookUps: Partial<Record<keyof typeof columns, string>> = {
  enterprise_id: '(select p.enterprise_id from product p where p.product_key = e.product_key)',
  product_key: `(select p.product_key from device_did k join device d on d.id = k.device_id
    join product p on p.id = d.product_id where k.did = e.did)`,
};

type Row = Readonly<Record<keyof typeof columns, unknown>>;

/** Enters events, each for each of its devices, or once when it is of no device. */
export async function writeAuditEvents(db: Queryable, events: readonly AuditEvent[]): Promise<void> {
  const rows = events.flatMap(rowsOf);
  if (rows.length === 0) return;
  // To plan a look-up takes longer than the rest, and mostly there is nothing to look up.
  const selected = names.map((name) => {
    const isMissing = name in lookUps && rows.some((row) => row[name] === undefined);
    return isMissing ? `coalesce(e.${name}, ${lookUps[name]})` : `e.${name}`;
  });
  await db.query(
    `insert into audit_event (${names}) select ${selected} from unnest(${arrays}) as e (${names})`,
    names.map((name) => rows.map((row) => row[name])),
  );
}

function rowsOf({ detail, ...event }: AuditEvent): Row[] {
  const dids: readonly (string | undefined)[] = event.dids ?? [undefined];
  return dids.map((did) => ({
    occurred_at: new Date(event.occurredAtMs),
    source: event.source,
    action: event.action,
    enterprise_id: event.enterpriseId,
    product_key: event.productKey,
    did,
    uid: event.uid,
    other_uid: event.otherUid,
    appid: event.appid,
    member_id: event.memberId,
    client_ip: event.clientIp.slice(0, longestAddress),
    detail: detail && JSON.stringify(detail),
    result: event.result,
  }));
}

/** Events that are of no transaction: those that come together are entered together. */
export class AuditWriter extends GatheredWrites<AuditEvent> {
  constructor(db: Queryable) {
    super((events) => writeAuditEvents(db, events));
  }
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
        if (event) await writeAuditEvents(tx, [event]);
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

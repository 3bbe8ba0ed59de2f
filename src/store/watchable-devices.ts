import type { Queryable } from './database.ts';

/** A device as an app that watches it needs it. */
export interface WatchableDevice {
  readonly deviceId: number;
  readonly productId: number;
  readonly did: string;
  readonly mac: string;
  readonly passcodeSealed: Buffer | null;
}

/** Devices that are bound to the user, the latest binding first: those with these dids, or all. */
export async function readWatchableDevices(
  db: Queryable,
  { uid, dids, limit }: { readonly uid: string; readonly dids?: readonly string[]; readonly limit: number },
): Promise<WatchableDevice[]> {
  const { rows } = await db.query<WatchableDevice>(
    `select d.id as "deviceId", d.product_id as "productId", d.did, d.mac, d.passcode_sealed as "passcodeSealed"
     from binding b join device d on d.id = b.device_id
     where b.uid = $1 and ($2::text[] is null or d.id in (select device_id from device_did where did = any($2)))
     order by b.bound_at desc, d.id limit $3`,
    [uid, dids ?? null, limit],
  );
  return rows;
}

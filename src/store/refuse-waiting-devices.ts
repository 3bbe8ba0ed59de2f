import type { Transactions } from './database.ts';

export interface WaitingDeviceRefusal {
  readonly productId: number;
  readonly dids: readonly string[];
  readonly refusedAtMs: number;
}

/** Refuses devices that wait, now and whenever they come again; returns the dids of those there were. */
export function refuseWaitingDevices(
  database: Transactions<string[]>,
  { productId, dids, refusedAtMs }: WaitingDeviceRefusal,
): Promise<string[]> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{ did: string }>(
      `update waiting_device set is_refused = true, last_seen_at = $3 where did = any(array(
         select did from waiting_device where product_id = $1 and did = any($2) order by did for update))
       returning did`,
      [productId, dids, new Date(refusedAtMs)],
    );
    return rows.map((row) => row.did);
  });
}

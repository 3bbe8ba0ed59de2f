import type { Queryable } from './database.ts';

/** The products' ids of those dids that belong to a device. */
export async function readProductsOfDids(
  db: Queryable,
  dids: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ did: string; productId: number }>(
    `select k.did, d.product_id as "productId" from device_did k join device d on d.id = k.device_id
     where k.did = any($1)`,
    [dids],
  );
  return new Map(rows.map(({ did, productId }) => [did, productId]));
}

import type { Queryable } from './database.ts';

/** A device as it is found by the beginning of its name. */
export interface QuickDevice {
  readonly did: string;
  readonly mac: string;
  readonly productId: number;
  readonly isOnline: boolean;
}

interface QuickSearch {
  readonly productIds: readonly number[];
  /** What the did begins with, as it is written; the mac in lower case. */
  readonly text: string;
  readonly limit: number;
}

/** Devices of these products whose did or mac begins so, by index: those whose mac does come first, in the order of names. */
export async function quickDevices(
  db: Queryable,
  { productIds, text, limit }: QuickSearch,
): Promise<QuickDevice[]> {
  const { rows } = await db.query<QuickDevice>(
    `select d.did, d.mac, d.product_id as "productId", s.is_online as "isOnline"
     from (
       select device_id, min(rank) as rank from (
         (select device_id, 1 as rank from device_mac where product_id = any($1) and mac ^@ $2 order by mac limit $4)
         union all
         (select k.device_id, 2 from device_did k join device_standing s using (device_id)
          where k.did ^@ $3 and s.product_id = any($1) order by k.did limit $4)
       ) named group by 1
     ) found
     join device d on d.id = found.device_id join device_standing s on s.device_id = found.device_id
     order by found.rank, d.mac, d.id limit $4`,
    [productIds, text.toLowerCase(), text, limit],
  );
  return rows;
}

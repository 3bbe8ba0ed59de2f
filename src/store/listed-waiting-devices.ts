import type { Queryable } from './database.ts';
import { type Page, readPage } from './read-page.ts';

/** A device that came in though nobody knows it, as an administrator sees it. */
export interface ListedWaitingDevice {
  readonly did: string;
  /** Of the device that was imported with this did and without a passcode; null: nobody has said. */
  readonly mac: string | null;
  readonly isRefused: boolean;
  /** The address it connected from last. */
  readonly clientIp: string;
  readonly firstSeenAtMs: number;
  /** To the minute while it is connected. */
  readonly lastSeenAtMs: number;
}

export interface WaitingDevicePage {
  readonly productId: number;
  readonly isRefused: boolean;
  readonly limit: number;
  readonly skip: number;
}

/** A page of a product's devices that wait for approval, or were refused it, in the order in which they first came. */
export function listWaitingDevices(
  db: Queryable,
  { productId, isRefused, limit, skip }: WaitingDevicePage,
): Promise<Page<ListedWaitingDevice>> {
  return readPage<ListedWaitingDevice>(db, {
    columns: `w.did, d.mac, w.is_refused as "isRefused", w.client_ip as "clientIp",
      w.first_seen_at as "firstSeenAtMs", w.last_seen_at as "lastSeenAtMs"`,
    source: `waiting_device w left join device_did k on k.did = w.did left join device d on d.id = k.device_id
      where w.product_id = $1 and w.is_refused = $2`,
    orderBy: 'w.first_seen_at, w.did',
    values: [productId, isRefused],
    limit,
    skip,
  });
}

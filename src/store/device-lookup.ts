import { isDid, normalizeMac } from '../model/identifiers.ts';
import { BatchedReads } from './batched-reads.ts';
import type { Database, Queryable } from './database.ts';

/** Who a device is and how it is at the moment. */
export interface DeviceSummary {
  readonly deviceId: number;
  readonly productId: number;
  readonly did: string;
  readonly mac: string;
  /** `normal`, as far as we know. */
  readonly type: string;
  readonly isDisabled: boolean;
  readonly isOnline: boolean;
  /** Null while it never logged in. */
  readonly firstOnlineAtMs: number | null;
}

const columns = `d.id as "deviceId", d.product_id as "productId", d.did, d.mac, d.type, s.is_disabled as "isDisabled",
  s.is_online as "isOnline", s.first_online_at as "firstOnlineAtMs"`;

/** Devices by did or mac; look-ups that come together are one query. */
export class DeviceLookup {
  readonly #byDid: BatchedReads<string, DeviceSummary>;
  readonly #byMac: BatchedReads<string, DeviceSummary>;

  constructor(database: Database) {
    this.#byDid = new BatchedReads((dids) => readByDid(database, dids));
    this.#byMac = new BatchedReads((keys) => readByMac(database, keys));
  }

  /** Any text may be asked for: what cannot be a did is nobody's. */
  async byDid(did: string): Promise<DeviceSummary | undefined> {
    return isDid(did) ? this.#byDid.read(did) : undefined;
  }

  /** In any case of letters (contract.md §1, mac). */
  byMac(productId: number, mac: string): Promise<DeviceSummary | undefined> {
    return this.#byMac.read(macKey(productId, normalizeMac(mac)));
  }
}

async function readByDid(db: Queryable, dids: string[]): Promise<Map<string, DeviceSummary>> {
  const { rows } = await db.query<DeviceSummary>(
    `select ${columns} from device_did k join device d on d.id = k.device_id join device_standing s on s.device_id = k.device_id
     where k.did = any($1)`,
    [dids],
  );
  return new Map(rows.map((row) => [row.did, row]));
}

async function readByMac(db: Queryable, keys: string[]): Promise<Map<string, DeviceSummary>> {
  const { rows } = await db.query<DeviceSummary>(
    `select ${columns} from unnest($1::integer[], $2::text[]) as asked (product_id, mac)
     join device_mac k using (product_id, mac)
     join device d on d.id = k.device_id join device_standing s on s.device_id = k.device_id`,
    [keys.map((key) => Number.parseInt(key, 10)), keys.map((key) => key.slice(key.indexOf('/') + 1))],
  );
  return new Map(rows.map((row) => [macKey(row.productId, row.mac), row]));
}

function macKey(productId: number, mac: string): string {
  return `${productId}/${mac}`;
}

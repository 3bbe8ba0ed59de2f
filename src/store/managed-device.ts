import { isDid } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';
import { placeColumns } from './place-columns.ts';
import { type Page, readPage } from './read-page.ts';

/** A device as an administrator sees it. */
export interface ManagedDevice {
  readonly deviceId: number;
  readonly productKey: string;
  readonly did: string;
  readonly mac: string;
  readonly deviceSn: string | null;
  readonly type: string;
  readonly isDisabled: boolean;
  readonly isOnline: boolean;
  /** Whether it registered, or was imported with its passcode: without one it cannot log in. */
  readonly hasPasscode: boolean;
  readonly createdAtMs: number;
  readonly firstOnlineAtMs: number | null;
  /** Start of the present session, or of the last one. */
  readonly onlineAtMs: number | null;
  readonly reportedAtMs: number | null;
  readonly clientIp: string | null;
  readonly rejectedCount: number;
  readonly mcuHardVersion: string | null;
  readonly mcuSoftVersion: string | null;
  readonly wifiHardVersion: string | null;
  readonly wifiSoftVersion: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
  /** The group it is in. */
  readonly gid: string | null;
}

const columns = `d.id as "deviceId", r.product_key as "productKey", d.did, d.mac, d.device_sn as "deviceSn", d.type,
  s.is_disabled as "isDisabled", s.is_online as "isOnline", d.passcode_sealed is not null as "hasPasscode",
  d.created_at as "createdAtMs", s.first_online_at as "firstOnlineAtMs", s.online_at as "onlineAtMs",
  t.reported_at as "reportedAtMs", s.client_ip as "clientIp", t.rejected_count as "rejectedCount",
  d.mcu_hard_version as "mcuHardVersion", d.mcu_soft_version as "mcuSoftVersion",
  d.wifi_hard_version as "wifiHardVersion", d.wifi_soft_version as "wifiSoftVersion",
  d.longitude, d.latitude, ${placeColumns},
  (select g.gid from device_group g where g.id = s.group_id) as gid`;

/** Any text may be asked for. */
export async function readManagedDevice(db: Queryable, did: string): Promise<ManagedDevice | undefined> {
  if (!isDid(did)) return undefined;
  const { rows } = await db.query<ManagedDevice>(
    `select ${columns} from device_did k join device d on d.id = k.device_id
     join device_standing s on s.device_id = k.device_id join place p on p.id = s.place_id
     join device_state t on t.device_id = k.device_id join product r on r.id = d.product_id
     where k.did = $1`,
    [did],
  );
  return rows[0];
}

export interface ManagedDevicePage {
  readonly productId: number;
  readonly limit: number;
  readonly skip: number;
}

/** A page of a product's devices in the order of their creation. */
export function listManagedDevices(
  db: Queryable,
  { productId, limit, skip }: ManagedDevicePage,
): Promise<Page<ManagedDevice>> {
  return readPage<ManagedDevice>(db, {
    columns,
    // Every device has all of these; but only outer joins are left out of the count.
    source: `device d left join device_standing s on s.device_id = d.id left join place p on p.id = s.place_id
      left join device_state t on t.device_id = d.id left join product r on r.id = d.product_id
      where d.product_id = $1`,
    orderBy: 'd.id',
    values: [productId],
    limit,
    skip,
  });
}

import type { Queryable } from './database.ts';
import { placeColumns } from './place-columns.ts';
import { type Page, readPage } from './read-page.ts';

/** A device as a search shows it; what is not known is null. */
export interface FoundDevice {
  readonly did: string;
  readonly mac: string;
  readonly isOnline: boolean;
  readonly isFaulty: boolean;
  readonly isAlert: boolean;
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly mcuHardVersion: string | null;
  readonly mcuSoftVersion: string | null;
  readonly wifiHardVersion: string | null;
  readonly wifiSoftVersion: string | null;
  /** Start of the present session, or of the last one. */
  readonly onlineAtMs: number | null;
  readonly createdAtMs: number;
}

/** All that are given must hold. */
export interface DeviceFilter {
  readonly productId: number;
  readonly showDisabled: boolean;
  readonly country?: string | undefined;
  readonly region?: string | undefined;
  readonly city?: string | undefined;
  readonly isOnline?: boolean | undefined;
  readonly isFaulty?: boolean | undefined;
  readonly isAlert?: boolean | undefined;
  /** Sent data at or after this second. */
  readonly activeSinceS?: number | undefined;
  readonly did?: string | undefined;
  /** In lower case. */
  readonly mac?: string | undefined;
  /** Bound to this user. */
  readonly uid?: string | undefined;
}

const columns = `d.did, d.mac, s.is_online as "isOnline", s.is_faulty as "isFaulty", s.is_alert as "isAlert",
  ${placeColumns}, d.longitude, d.latitude,
  d.mcu_hard_version as "mcuHardVersion", d.mcu_soft_version as "mcuSoftVersion",
  d.wifi_hard_version as "wifiHardVersion", d.wifi_soft_version as "wifiSoftVersion",
  s.online_at as "onlineAtMs", d.created_at as "createdAtMs"`;

/** `?` stands for the value. Every device has an id, so `product_id` and order use one index. */
const conditions: Readonly<Record<keyof Omit<DeviceFilter, 'showDisabled'>, string>> = {
  productId: 's.product_id = ?',
  country: 'p.country = ?',
  region: 'p.region = ?',
  city: 'p.city = ?',
  isOnline: 's.is_online = ?',
  isFaulty: 's.is_faulty = ?',
  isAlert: 's.is_alert = ?',
  activeSinceS: 't.reported_at >= to_timestamp(?)',
  did: 's.device_id = (select device_id from device_did where did = ?)',
  mac: 's.device_id = (select device_id from device_mac where product_id = $1 and mac = ?)',
  uid: 's.device_id in (select device_id from binding where uid = ?)',
};

/** A page of a product's devices in the order of their creation. */
export function searchDevices(
  db: Queryable,
  filter: DeviceFilter,
  page: { readonly limit: number; readonly skip: number },
): Promise<Page<FoundDevice>> {
  const { productId, showDisabled, ...others } = filter;
  const values: unknown[] = [];
  const where = Object.entries({ productId, ...others })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      values.push(value);
      return conditions[name as keyof typeof conditions].replace('?', `$${values.length}`);
    });
  if (!showDisabled) where.push('not s.is_disabled');
  return readPage(db, {
    columns,
    source: `device_standing s join place p on p.id = s.place_id join device d on d.id = s.device_id
      join device_state t on t.device_id = s.device_id where ${where.join(' and ')}`,
    orderBy: 's.device_id',
    values,
    ...page,
  });
}

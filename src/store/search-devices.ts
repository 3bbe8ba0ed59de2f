import { countByStatus, type StatusFilter } from './count-by-status.ts';
import type { Queryable } from './database.ts';
import { findPlaceIds, type PlaceFilter } from './find-place-ids.ts';
import { pageTotal } from './page-total.ts';
import { placeColumns } from './place-columns.ts';
import type { Page } from './read-page.ts';
import { whereOf } from './where-of.ts';

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
export interface DeviceFilter extends StatusFilter, PlaceFilter {
  /** In one of these groups. */
  readonly groupIds?: readonly number[] | undefined;
  /** Sent data at or after this second, which is in this day of the report calendar. */
  readonly activeSince?: { readonly secondS: number; readonly day: string } | undefined;
  readonly did?: string | undefined;
  /** In lower case. */
  readonly mac?: string | undefined;
  /** Bound to this user. */
  readonly user?: { readonly uid: string; readonly enterpriseId: string } | undefined;
}

const columns = `d.did, d.mac, s.is_online as "isOnline", s.is_faulty as "isFaulty", s.is_alert as "isAlert",
  ${placeColumns}, d.longitude, d.latitude,
  d.mcu_hard_version as "mcuHardVersion", d.mcu_soft_version as "mcuSoftVersion",
  d.wifi_hard_version as "wifiHardVersion", d.wifi_soft_version as "wifiSoftVersion",
  s.online_at as "onlineAtMs", d.created_at as "createdAtMs"`;

/** A page of a product's devices in the order of their creation. */
export async function searchDevices(
  db: Queryable,
  filter: DeviceFilter,
  page: { readonly limit: number; readonly skip: number },
): Promise<Page<FoundDevice>> {
  const placeIds = await findPlaceIds(db, filter);
  const { source, values } = sourceOf(filter, placeIds);
  // Which devices the page has is found in the standings; only theirs are the other rows that are read.
  const { rows } = await db.query<FoundDevice>(
    `select ${columns} from (
       select s.device_id from ${source} order by s.device_id limit ${Number(page.limit)} offset ${Number(page.skip)}
     ) page
     join device_standing s using (device_id) join place p on p.id = s.place_id join device d on d.id = s.device_id
     order by s.device_id`,
    values,
  );
  const total = await pageTotal(rows.length, page, () =>
    isTallied(filter) ? countByStatus(db, filter, placeIds) : countRows(db, source, values),
  );
  return { rows, total };
}

function sourceOf(filter: DeviceFilter, placeIds: readonly number[] | undefined) {
  const { productId, showDisabled, activeSince, user } = filter;
  const { where, values } = whereOf([
    ['s.product_id = ?', productId],
    ['s.is_disabled = ?', showDisabled ? undefined : false],
    ['s.place_id = any(?)', placeIds],
    ['s.is_online = ?', filter.isOnline],
    ['s.is_faulty = ?', filter.isFaulty],
    ['s.is_alert = ?', filter.isAlert],
    ['s.group_id = any(?)', filter.groupIds],
    // Most devices are told by the day alone.
    [
      's.last_active_on >= ? and (s.last_active_on > ? or t.reported_at >= to_timestamp(?))',
      activeSince?.day,
      activeSince?.day,
      activeSince?.secondS,
    ],
    ['s.device_id = (select device_id from device_did where did = ?)', filter.did],
    [
      's.device_id = (select device_id from device_mac where product_id = ? and mac = ?)',
      productId,
      filter.mac,
    ],
    [
      `s.device_id in (select b.device_id from binding b join app_user u using (uid)
       where u.uid = ? and u.enterprise_id = ?)`,
      user?.uid,
      user?.enterpriseId,
    ],
  ]);
  const tables =
    activeSince === undefined
      ? 'device_standing s'
      : 'device_standing s join device_state t on t.device_id = s.device_id';
  return { source: `${tables} where ${where}`, values };
}

async function countRows(db: Queryable, source: string, values: readonly unknown[]): Promise<number> {
  const { rows } = await db.query<{ total: number }>(`select count(*) as total from ${source}`, values);
  return rows[0]!.total;
}

/** Whether nothing is asked for but what the tallies tell apart. */
function isTallied({ groupIds, activeSince, did, mac, user }: DeviceFilter): boolean {
  return [groupIds, activeSince, did, mac, user].every((value) => value === undefined);
}

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
  /** Whose did or mac begins so. */
  readonly nameStart?: string | undefined;
  /** Bound to this user. */
  readonly user?: { readonly uid: string; readonly enterpriseId: string } | undefined;
}

/** Of the standing; the other rows are read of the devices of the page alone. */
export const standingColumns =
  's.device_id, s.place_id, s.group_id, s.is_disabled, s.is_online, s.is_faulty, s.is_alert, s.online_at';

/** What is shown of a device, and what that is read from beside its standing `s`. */
export interface DeviceView {
  readonly columns: string;
  readonly joins: string;
}

/** A FoundDevice. */
export const foundView: DeviceView = {
  columns: `d.did, d.mac, s.is_online as "isOnline", s.is_faulty as "isFaulty", s.is_alert as "isAlert",
  ${placeColumns}, d.longitude, d.latitude,
  d.mcu_hard_version as "mcuHardVersion", d.mcu_soft_version as "mcuSoftVersion",
  d.wifi_hard_version as "wifiHardVersion", d.wifi_soft_version as "wifiSoftVersion",
  s.online_at as "onlineAtMs", d.created_at as "createdAtMs"`,
  joins: 'join place p on p.id = s.place_id join device d on d.id = s.device_id',
};

export interface PageBounds {
  readonly limit: number;
  readonly skip: number;
}

/** A page of a product's devices in the order of their creation. */
export function searchDevices(
  db: Queryable,
  filter: DeviceFilter,
  page: PageBounds,
): Promise<Page<FoundDevice>> {
  return viewDevices(db, foundView, { filter, page });
}

interface Search {
  readonly filter: DeviceFilter;
  readonly page: PageBounds;
}

/** As `searchDevices`, with whatever is to be shown of each device. */
export async function viewDevices<Row extends object>(
  db: Queryable,
  { columns, joins }: DeviceView,
  { filter, page }: Search,
): Promise<Page<Row>> {
  const placeIds = await findPlaceIds(db, filter);
  const source = sourceOf(filter, placeIds);
  const standings = standingsOf(source, listsOf(filter, placeIds), page);
  const { rows } = await db.query<Row>(
    `select ${columns} from (${standings.text}) s ${joins} order by s.device_id`,
    standings.values,
  );
  const total = await pageTotal(rows.length, page, () =>
    isTallied(filter) ? countByStatus(db, filter, placeIds) : countRows(db, source),
  );
  return { rows, total };
}

/** `table … where …`. */
export interface Source {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Places or groups: the devices of each of them are in an index in the order in which they are shown. */
interface Lists {
  readonly column: 's.place_id' | 's.group_id';
  readonly ids: readonly number[];
}

function listsOf({ groupIds }: DeviceFilter, placeIds: readonly number[] | undefined): Lists | undefined {
  if (groupIds) return { column: 's.group_id', ids: groupIds };
  return placeIds && { column: 's.place_id', ids: placeIds };
}

/** Beyond that, devices are better taken one after the other and looked at. */
const listedRowsMax = 10_000;

/** The standings of a page. Of lists as much of each is read as the page could have: it does not matter where in the product they lie. */
function standingsOf(
  { text, values }: Source,
  lists: Lists | undefined,
  { limit, skip }: PageBounds,
): Source {
  const select = `select ${standingColumns} from ${text}`;
  const bounds = `order by s.device_id limit ${Number(limit)} offset ${Number(skip)}`;
  const end = Number(limit) + Number(skip);
  if (!lists || lists.ids.length * end > listedRowsMax) return { text: `${select} ${bounds}`, values };
  return {
    text: `select s.* from unnest($${values.length + 1}::integer[]) list (id), lateral (
        ${select} and ${lists.column} = list.id order by s.device_id limit ${end}
      ) s ${bounds}`,
    values: [...values, lists.ids],
  };
}

/** Standings `s` of the devices that match. */
export function sourceOf(filter: DeviceFilter, placeIds: readonly number[] | undefined): Source {
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
      `s.device_id in (
         select device_id from device_mac where product_id = ? and mac ^@ lower(?)
         union all select device_id from device_did where did ^@ ?)`,
      productId,
      filter.nameStart,
      filter.nameStart,
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
  return { text: `${tables} where ${where}`, values };
}

async function countRows(db: Queryable, { text, values }: Source): Promise<number> {
  const { rows } = await db.query<{ total: number }>(`select count(*) as total from ${text}`, values);
  return rows[0]!.total;
}

/** Whether nothing is asked for but what the tallies tell apart. */
function isTallied({ groupIds, activeSince, did, mac, nameStart, user }: DeviceFilter): boolean {
  return [groupIds, activeSince, did, mac, nameStart, user].every((value) => value === undefined);
}

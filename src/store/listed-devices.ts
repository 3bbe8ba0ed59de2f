import type { Queryable } from './database.ts';
import { findPlaceIds } from './find-place-ids.ts';
import type { Page } from './read-page.ts';
import {
  type DeviceFilter,
  type DeviceView,
  type FoundDevice,
  foundView,
  type PageBounds,
  sourceOf,
  standingColumns,
  viewDevices,
} from './search-devices.ts';

/** A device as a list of them all shows it; what is not known is null. */
export interface ListedDevice extends FoundDevice {
  readonly isDisabled: boolean;
  /** Of the group that it is in. */
  readonly gid: string | null;
  readonly groupName: string | null;
  readonly reportedAtMs: number | null;
}

const listedView: DeviceView = {
  columns: `${foundView.columns}, s.is_disabled as "isDisabled", g.gid, g.name as "groupName", t.reported_at as "reportedAtMs"`,
  joins: `${foundView.joins}
    join device_state t on t.device_id = s.device_id left join device_group g on g.id = s.group_id`,
};

/** A page of a product's devices in the order of their creation. */
export function listDevicePage(
  db: Queryable,
  filter: DeviceFilter,
  page: PageBounds,
): Promise<Page<ListedDevice>> {
  return viewDevices(db, listedView, { filter, page });
}

const devicesPerPiece = 1_000;

/**
 * All devices that match, in the order of their creation, piece by piece: however many there are, no more than a piece of
 * them is in memory. What changes meanwhile may be seen or not.
 */
export async function* listDevices(db: Queryable, filter: DeviceFilter): AsyncGenerator<ListedDevice[]> {
  const { text, values } = sourceOf(filter, await findPlaceIds(db, filter));
  const piece = `
    select s.device_id as "deviceId", ${listedView.columns}
    from (
      select ${standingColumns} from ${text} and s.device_id > $${values.length + 1}
      order by s.device_id limit ${devicesPerPiece}
    ) s
    ${listedView.joins}
    order by s.device_id`;
  for (let after = 0; ; ) {
    const { rows } = await db.query<ListedDevice & { readonly deviceId: number }>(piece, [...values, after]);
    if (rows.length > 0) yield rows;
    if (rows.length < devicesPerPiece) return;
    after = rows.at(-1)!.deviceId;
  }
}

import { isDid } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';

/** special: owner of a device that anybody may bind; owner: of one that is his; guest: it is shared with him; normal: none of these. */
export type BindingRole = 'special' | 'owner' | 'guest' | 'normal';

/** A device as the user sees it who has bound it. */
export interface BoundDevice {
  readonly deviceId: number;
  readonly productId: number;
  readonly did: string;
  readonly mac: string;
  readonly type: string;
  /** Null when nobody knows it. */
  readonly passcodeSealed: Buffer | null;
  readonly isDisabled: boolean;
  readonly isOnline: boolean;
  readonly reportedAtMs: number | null;
  readonly mcuHardVersion: string | null;
  readonly mcuSoftVersion: string | null;
  readonly wifiHardVersion: string | null;
  readonly wifiSoftVersion: string | null;
  readonly role: BindingRole;
  readonly remark: string;
  readonly devAlias: string;
  readonly devLabel: string[];
}

const roleColumn = `case
    when b.is_owner then case when b.is_exclusive then 'owner' else 'special' end
    when exists (select from binding o where o.device_id = b.device_id and o.is_owner and o.is_exclusive) then 'guest'
    else 'normal' end as role`;

const select = `select d.id as "deviceId", d.product_id as "productId", d.did, d.mac, d.type,
    d.passcode_sealed as "passcodeSealed", s.is_disabled as "isDisabled", s.is_online as "isOnline",
    t.reported_at as "reportedAtMs", d.mcu_hard_version as "mcuHardVersion", d.mcu_soft_version as "mcuSoftVersion",
    d.wifi_hard_version as "wifiHardVersion", d.wifi_soft_version as "wifiSoftVersion",
    b.remark, b.dev_alias as "devAlias", b.dev_label as "devLabel", ${roleColumn}
  from binding b join device d on d.id = b.device_id join device_standing s on s.device_id = b.device_id
  join device_state t on t.device_id = b.device_id`;

export interface BoundDevicesQuery {
  readonly uid: string;
  /** Whether disabled devices are listed, too. */
  readonly withDisabled: boolean;
  readonly limit: number;
  readonly skip: number;
}

/** The newest binding first. */
export async function listBoundDevices(
  db: Queryable,
  { uid, withDisabled, limit, skip }: BoundDevicesQuery,
): Promise<BoundDevice[]> {
  const { rows } = await db.query<BoundDevice>(
    `${select} where b.uid = $1 and ($2 or not s.is_disabled)
     order by b.bound_at desc, b.device_id desc limit $3 offset $4`,
    [uid, withDisabled, limit, skip],
  );
  return rows;
}

/** Any text may be asked for: undefined when the user has bound no such device. */
export async function findBoundDevice(
  db: Queryable,
  uid: string,
  did: string,
): Promise<BoundDevice | undefined> {
  if (!isDid(did)) return undefined;
  const { rows } = await db.query<BoundDevice>(
    `${select} where b.uid = $1 and b.device_id = (select device_id from device_did where did = $2)`,
    [uid, did],
  );
  return rows[0];
}

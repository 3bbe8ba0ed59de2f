import { QiyunError } from '../model/errors.ts';
import { hexIdentifierPattern, isDid } from '../model/identifiers.ts';
import type { Queryable, Transactions } from './database.ts';

/** Whether any user has bound the device. */
export async function isBound(db: Queryable, deviceId: number): Promise<boolean> {
  const { rowCount } = await db.query('select 1 from binding where device_id = $1 limit 1', [deviceId]);
  return rowCount === 1;
}

/** A user of an enterprise and devices of a product, by whatever the caller takes for their ids. */
export interface BindingPairs {
  readonly enterpriseId: string;
  readonly uid: string;
  readonly productId: number;
  readonly dids: readonly string[];
}

/**
 * Binds devices to a user and returns the dids of those that are bound to him afterwards: disabled ones and those of
 * other products are not. Whoever binds a device that has no owner owns it (contract.md §5).
 *
 * @throws QiyunError 5017 for an unknown user
 */
export function bindDevices(
  database: Transactions<Set<string>>,
  pairs: BindingPairs,
  { appid, boundAtMs }: { readonly appid: string; readonly boundAtMs: number },
): Promise<Set<string>> {
  return database.transaction(async (tx) => {
    await requireUser(tx, pairs);
    const devices = (await lockDevices(tx, pairs)).filter((device) => !device.isDisabled);
    const deviceIds = devices.map((device) => device.deviceId);
    await insertBindings(tx, deviceIds, { uid: pairs.uid, appid, boundAtMs });
    return new Set(devices.map((device) => device.did));
  });
}

/** Binds locked devices to a locked user; those that he has bound stay as they are. */
export async function insertBindings(
  tx: Queryable,
  deviceIds: readonly number[],
  { uid, appid, boundAtMs }: { readonly uid: string; readonly appid: string; readonly boundAtMs: number },
): Promise<void> {
  await tx.query(
    `insert into binding (device_id, uid, bound_at, appid, is_owner)
     select device_id, $2, $3, $4, not exists (select from binding b where b.device_id = asked.device_id and b.is_owner)
     from unnest($1::bigint[]) as asked (device_id)
     on conflict (device_id, uid) do nothing`,
    [deviceIds, uid, new Date(boundAtMs), appid],
  );
}

/**
 * Ends bindings of a user and returns the dids of the devices that were bound to him, disabled ones too. A device whose
 * owner goes has none.
 *
 * @throws QiyunError 5017 for an unknown user
 */
export function unbindDevices(
  database: Transactions<Set<string>>,
  pairs: BindingPairs,
): Promise<Set<string>> {
  return database.transaction(async (tx) => {
    await requireUser(tx, pairs);
    const devices = await lockDevices(tx, pairs);
    const { rows } = await tx.query<{ deviceId: number }>(
      'delete from binding where uid = $2 and device_id = any($1) returning device_id as "deviceId"',
      [devices.map((device) => device.deviceId), pairs.uid],
    );
    const ended = new Set(rows.map((row) => row.deviceId));
    return new Set(devices.filter((device) => ended.has(device.deviceId)).map((device) => device.did));
  });
}

const uidSyntax = new RegExp(hexIdentifierPattern);

async function requireUser(tx: Queryable, pairs: BindingPairs): Promise<void> {
  if (!uidSyntax.test(pairs.uid) || !(await lockUser(tx, pairs))) throw new QiyunError('5017');
}

/** Until the transaction ends nobody else changes the user's bindings or erases him. False when there is none. */
export async function lockUser(
  tx: Queryable,
  { enterpriseId, uid }: Pick<BindingPairs, 'enterpriseId' | 'uid'>,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'select from app_user where uid = $1 and enterprise_id = $2 for no key update',
    [uid, enterpriseId],
  );
  return rowCount === 1;
}

export interface LockedDevice {
  readonly deviceId: number;
  readonly did: string;
  readonly isDisabled: boolean;
}

/**
 * Of the product, or of any when none is named. Until the transaction ends nobody else binds, resets, disables or erases
 * these devices, so that each has one owner at most.
 */
export async function lockDevices(
  tx: Queryable,
  { productId, dids }: { readonly productId?: number; readonly dids: readonly string[] },
): Promise<LockedDevice[]> {
  const { rows } = await tx.query<LockedDevice>(
    `select s.device_id as "deviceId", d.did, s.is_disabled as "isDisabled"
     from device_did k join device_standing s on s.device_id = k.device_id join device d on d.id = k.device_id
     where k.did = any($2) and s.product_id = coalesce($1, s.product_id) order by s.device_id for no key update of s, d`,
    [productId ?? null, dids.filter(isDid)],
  );
  return rows;
}

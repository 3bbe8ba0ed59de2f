import { QiyunError } from '../model/errors.ts';
import { lockDevices, lockUser } from './binding.ts';
import type { Queryable, Transactions } from './database.ts';

export interface UserUnbinding {
  readonly enterpriseId: string;
  readonly uid: string;
  readonly dids: readonly string[];
}

/**
 * Ends bindings of the user who asks for it and returns the dids of the devices that were bound to him, disabled ones too.
 * Where he had a device for himself, those he shared it with lose it as well; else whoever bound it next owns it from now
 * on (app-open-api.md §5.2, roles).
 *
 * @throws QiyunError 9005 unknown user
 */
export function unbindByUser(
  database: Transactions<Set<string>>,
  unbinding: UserUnbinding,
): Promise<Set<string>> {
  const { uid, dids } = unbinding;
  return database.transaction(async (tx) => {
    if (!(await lockUser(tx, unbinding))) throw new QiyunError('9005');
    const devices = await lockDevices(tx, { dids });
    const left = await deleteBindings(
      tx,
      devices.map((device) => device.deviceId),
      uid,
    );
    await nameHeirs(tx, [...left]);
    return new Set(devices.filter((device) => left.has(device.deviceId)).map((device) => device.did));
  });
}

/** In one statement: counts that follow from it are changed after all bindings, as everywhere. */
async function deleteBindings(
  tx: Queryable,
  deviceIds: readonly number[],
  uid: string,
): Promise<Set<number>> {
  const { rows } = await tx.query<{ deviceId: number }>(
    `delete from binding b using binding mine
     where mine.device_id = any($1) and mine.uid = $2 and b.device_id = mine.device_id
       and (b.uid = $2 or mine.is_owner and mine.is_exclusive)
     returning b.device_id as "deviceId"`,
    [deviceIds, uid],
  );
  return new Set(rows.map((row) => row.deviceId));
}

async function nameHeirs(tx: Queryable, deviceIds: readonly number[]): Promise<void> {
  await tx.query(
    `update binding b set is_owner = true
     from (select distinct on (device_id) device_id, uid from binding o where device_id = any($1)
         and not exists (select from binding w where w.device_id = o.device_id and w.is_owner)
       order by device_id, bound_at, uid) heir
     where b.device_id = heir.device_id and b.uid = heir.uid`,
    [deviceIds],
  );
}

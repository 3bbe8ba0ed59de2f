import { QiyunError } from '../model/errors.ts';
import { insertBindings, lockDevices, lockUser } from './binding.ts';
import type { Queryable, Transactions } from './database.ts';

export interface UserBinding {
  readonly enterpriseId: string;
  readonly uid: string;
  /** The app he binds it with. */
  readonly appid: string;
  readonly did: string;
  readonly boundAtMs: number;
  /** Whether he wants the device for himself and those he shares it with. Only an owner gets that. */
  readonly isExclusive: boolean;
  /** Undefined leaves what a binding that is there already says. */
  readonly remark?: string | undefined;
  readonly devAlias?: string | undefined;
}

/**
 * Binds a device to the user who asks for it, or changes the binding that is there. Whoever binds a device that has no
 * owner owns it (contract.md §5).
 *
 * @throws QiyunError 9005 unknown user, 9014 unknown device, 9023 disabled, 9092 somebody else has it for himself
 */
export function bindByUser(database: Transactions<void>, binding: UserBinding): Promise<void> {
  return database.transaction(async (tx) => {
    if (!(await lockUser(tx, binding))) throw new QiyunError('9005');
    const [device] = await lockDevices(tx, { dids: [binding.did] });
    if (!device) throw new QiyunError('9014');
    if (device.isDisabled) throw new QiyunError('9023');
    await refuseStranger(tx, device.deviceId, binding.uid);
    await insertBindings(tx, [device.deviceId], binding);
    await tx.query(
      `update binding set remark = coalesce($3, remark), dev_alias = coalesce($4, dev_alias),
         is_exclusive = is_exclusive or ($5 and is_owner)
       where device_id = $1 and uid = $2`,
      [device.deviceId, binding.uid, binding.remark, binding.devAlias, binding.isExclusive],
    );
  });
}

/** Who has bound the device already is none. */
async function refuseStranger(tx: Queryable, deviceId: number, uid: string): Promise<void> {
  const { rowCount } = await tx.query(
    `select from binding o where o.device_id = $1 and o.is_owner and o.is_exclusive
       and not exists (select from binding b where b.device_id = $1 and b.uid = $2)`,
    [deviceId, uid],
  );
  if (rowCount !== 0) throw new QiyunError('9092');
}

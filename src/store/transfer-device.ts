import { QiyunError } from '../model/errors.ts';
import { lockDevices } from './binding.ts';
import type { Transactions } from './database.ts';
import { sharingStatus } from './sharing-status.ts';
import { writeMessages } from './write-messages.ts';

export interface Transfer {
  readonly did: string;
  readonly fromUid: string;
  readonly toUid: string;
  readonly nowMs: number;
}

/**
 * Makes a guest the owner of a device; who owned it is not bound any more, and what he shared is now shared by the new one.
 *
 * @throws QiyunError 9082 no guest of the device, 9093 no owner of it
 */
export function transferDevice(
  database: Transactions<void>,
  { did, fromUid, toUid, nowMs }: Transfer,
): Promise<void> {
  return database.transaction(async (tx) => {
    const [device] = await lockDevices(tx, { dids: [did] });
    const deviceId = device?.deviceId ?? 0;
    const left = await tx.query('delete from binding where device_id = $1 and uid = $2 and is_owner', [
      deviceId,
      fromUid,
    ]);
    if (left.rowCount !== 1) throw new QiyunError('9093');
    const named = await tx.query(
      `update binding set is_owner = true, is_exclusive = true, expires_at = null
       where device_id = $1 and uid = $2`,
      [deviceId, toUid],
    );
    if (named.rowCount !== 1) throw new QiyunError('9082');
    await tx.query(
      `update sharing set owner_uid = $3, updated_at = $4,
         status = case when guest_uid = $3 and status = $5 then $6 else status end
       where device_id = $1 and owner_uid = $2`,
      [deviceId, fromUid, toUid, new Date(nowMs), sharingStatus.accepted, sharingStatus.cancelled],
    );
    await writeMessages(tx, { deviceId, atMs: nowMs }, [
      { uid: fromUid, kind: 'given', otherUid: toUid },
      { uid: toUid, kind: 'received', otherUid: fromUid },
    ]);
  });
}

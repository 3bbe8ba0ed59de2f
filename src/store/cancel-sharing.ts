import { QiyunError } from '../model/errors.ts';
import type { Transactions } from './database.ts';
import { lockSharedDevice, type SharingParties } from './lock-shared-device.ts';
import { sharingStatus } from './sharing-status.ts';
import { writeMessages } from './write-messages.ts';

/**
 * The owner takes back a sharing; who had accepted it loses the device. Returns what was shared and with whom.
 *
 * @throws QiyunError 9084 none of his, 9089 refused, 9094 cancelled already
 */
export function cancelSharing(
  database: Transactions<SharingParties>,
  { id, ownerUid, nowMs }: { readonly id: number; readonly ownerUid: string; readonly nowMs: number },
): Promise<SharingParties> {
  return database.transaction(async (tx) => {
    const did = await lockSharedDevice(tx, id);
    const { rows } = await tx.query<{ deviceId: number; guestUid: string | null; status: number }>(
      `select device_id as "deviceId", guest_uid as "guestUid", status from sharing
       where id = $1 and owner_uid = $2 for update`,
      [id, ownerUid],
    );
    const sharing = rows[0];
    if (!sharing) throw new QiyunError('9084');
    if (sharing.status === sharingStatus.cancelled) throw new QiyunError('9094');
    if (sharing.status === sharingStatus.refused) throw new QiyunError('9089');
    await tx.query('update sharing set status = $2, updated_at = $3 where id = $1', [
      id,
      sharingStatus.cancelled,
      new Date(nowMs),
    ]);
    if (sharing.status === sharingStatus.accepted) {
      await tx.query('delete from binding where device_id = $1 and uid = $2 and not is_owner', [
        sharing.deviceId,
        sharing.guestUid,
      ]);
    }
    const { deviceId, guestUid } = sharing;
    if (guestUid !== null) {
      await writeMessages(tx, { deviceId, atMs: nowMs }, [
        { uid: guestUid, kind: 'taken_back', otherUid: ownerUid },
      ]);
    }
    return { did: did!, otherUid: guestUid };
  });
}

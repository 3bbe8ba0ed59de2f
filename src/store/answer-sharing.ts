import { QiyunError } from '../model/errors.ts';
import { insertBindings, lockUser } from './binding.ts';
import type { Queryable, Transactions } from './database.ts';
import { lockSharedDevice, type SharingParties } from './lock-shared-device.ts';
import { sharingStatus } from './sharing-status.ts';
import { writeMessages } from './write-messages.ts';

export interface SharingAnswer {
  readonly id: number;
  readonly enterpriseId: string;
  /** Who answers. */
  readonly uid: string;
  readonly appid: string;
  readonly isAccepted: boolean;
  /** Whether he has shown its code; else it must have been offered to him by name. */
  readonly isByCode: boolean;
  readonly nowMs: number;
}

interface LockedSharing {
  readonly deviceId: number;
  readonly ownerUid: string;
  readonly durationMin: number | null;
  readonly status: number;
  readonly expiredAtMs: number;
}

/**
 * Accepts a sharing, which binds the device to the guest, or refuses it. Whoever answers a code is its guest. Returns what was
 * shared and by whom.
 *
 * @throws QiyunError 9005 unknown user, 9083 he has bound the device, 9084 none of his, 9088 too late, 9089 answered already, 9090 the owner has left,
 * 9094 cancelled, 9096 the owner himself
 */
export function answerSharing(
  database: Transactions<SharingParties>,
  answer: SharingAnswer,
): Promise<SharingParties> {
  return database.transaction(async (tx) => {
    if (!(await lockUser(tx, answer))) throw new QiyunError('9005');
    const did = await lockSharedDevice(tx, answer.id);
    const sharing = await lockSharing(tx, answer);
    refuseUnanswerable(sharing, answer);
    if (answer.isAccepted) await bindGuest(tx, sharing, answer);
    const { accepted, refused } = sharingStatus;
    await tx.query('update sharing set status = $2, guest_uid = $3, updated_at = $4 where id = $1', [
      answer.id,
      answer.isAccepted ? accepted : refused,
      answer.uid,
      new Date(answer.nowMs),
    ]);
    const kind = answer.isAccepted ? 'accepted' : 'refused';
    const { deviceId, ownerUid } = sharing;
    await writeMessages(tx, { deviceId, atMs: answer.nowMs }, [
      { uid: ownerUid, kind, otherUid: answer.uid },
    ]);
    return { did: did!, otherUid: ownerUid };
  });
}

async function lockSharing(tx: Queryable, { id, uid, isByCode }: SharingAnswer): Promise<LockedSharing> {
  const { rows } = await tx.query<LockedSharing>(
    `select device_id as "deviceId", owner_uid as "ownerUid", duration_min as "durationMin", status,
       expired_at as "expiredAtMs"
     from sharing where id = $1 and (guest_uid = $2 or $3) for update`,
    [id, uid, isByCode],
  );
  if (!rows[0]) throw new QiyunError('9084');
  return rows[0];
}

function refuseUnanswerable({ ownerUid, status, expiredAtMs }: LockedSharing, answer: SharingAnswer): void {
  if (ownerUid === answer.uid) throw new QiyunError('9096');
  if (status === sharingStatus.cancelled) throw new QiyunError('9094');
  if (status !== sharingStatus.pending) throw new QiyunError('9089');
  if (expiredAtMs <= answer.nowMs) throw new QiyunError('9088');
}

async function bindGuest(tx: Queryable, sharing: LockedSharing, answer: SharingAnswer): Promise<void> {
  const { deviceId, ownerUid, durationMin } = sharing;
  const { uid, appid, nowMs } = answer;
  const { rowCount } = await tx.query('select from binding where device_id = $1 and uid = $2 and is_owner', [
    deviceId,
    ownerUid,
  ]);
  if (rowCount === 0) throw new QiyunError('9090');
  const bound = await tx.query('select from binding where device_id = $1 and uid = $2', [deviceId, uid]);
  if (bound.rowCount !== 0) throw new QiyunError('9083');
  await insertBindings(tx, [deviceId], { uid, appid, boundAtMs: nowMs });
  const expiresAt = durationMin === null ? null : new Date(nowMs + durationMin * 60_000);
  await tx.query('update binding set expires_at = $3 where device_id = $1 and uid = $2', [
    deviceId,
    uid,
    expiresAt,
  ]);
}

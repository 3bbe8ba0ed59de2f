import { QiyunError } from '../model/errors.ts';
import { hashSecret } from '../model/secrets.ts';
import { lockDevices } from './binding.ts';
import type { Queryable, Transactions } from './database.ts';
import { sharingStatus } from './sharing-status.ts';
import { writeMessages } from './write-messages.ts';

export interface NewSharing {
  readonly did: string;
  readonly ownerUid: string;
  /** Who is asked, or the code that whoever shows it first has. */
  readonly guest: { readonly uid: string } | { readonly code: string };
  /** How long he may use the device once he has accepted; undefined: as long as he likes. */
  readonly durationMin: number | undefined;
  readonly createdAtMs: number;
  readonly expiredAtMs: number;
}

/**
 * Shares a device and returns the id of the sharing. From now on nobody binds the device but those it is shared with.
 *
 * @throws QiyunError 9081 no owner of the device, 9083 the guest has bound it, 9087 he has been asked already
 */
export function createSharing(database: Transactions<number>, sharing: NewSharing): Promise<number> {
  return database.transaction(async (tx) => {
    const [device] = await lockDevices(tx, { dids: [sharing.did] });
    const deviceId = device?.deviceId ?? 0;
    const { rowCount } = await tx.query(
      'update binding set is_exclusive = true where device_id = $1 and uid = $2 and is_owner',
      [deviceId, sharing.ownerUid],
    );
    if (rowCount !== 1) throw new QiyunError('9081');
    if ('uid' in sharing.guest) await refuseToAskAgain(tx, deviceId, sharing.guest.uid, sharing.createdAtMs);
    const id = await insertSharing(tx, deviceId, sharing);
    if ('uid' in sharing.guest) await tellBoth(tx, deviceId, { ...sharing, guestUid: sharing.guest.uid });
    return id;
  });
}

async function tellBoth(
  tx: Queryable,
  deviceId: number,
  { ownerUid, guestUid, createdAtMs }: NewSharing & { readonly guestUid: string },
): Promise<void> {
  await writeMessages(tx, { deviceId, atMs: createdAtMs }, [
    { uid: ownerUid, kind: 'offering', otherUid: guestUid },
    { uid: guestUid, kind: 'offered', otherUid: ownerUid },
  ]);
}

async function refuseToAskAgain(tx: Queryable, deviceId: number, uid: string, nowMs: number): Promise<void> {
  const { rows } = await tx.query<{ isBound: boolean; isAsked: boolean }>(
    `select exists (select from binding where device_id = $1 and uid = $2) as "isBound",
       exists (select from sharing where device_id = $1 and guest_uid = $2 and status = $3 and expired_at > $4) as "isAsked"`,
    [deviceId, uid, sharingStatus.pending, new Date(nowMs)],
  );
  if (rows[0]!.isBound) throw new QiyunError('9083');
  if (rows[0]!.isAsked) throw new QiyunError('9087');
}

async function insertSharing(tx: Queryable, deviceId: number, sharing: NewSharing): Promise<number> {
  const { guest } = sharing;
  const { rows } = await tx.query<{ id: number }>(
    `insert into sharing (device_id, owner_uid, guest_uid, code_hash, duration_min, created_at, updated_at, expired_at)
     values ($1, $2, $3, $4, $5, $6, $6, $7) returning id`,
    [
      deviceId,
      sharing.ownerUid,
      'uid' in guest ? guest.uid : null,
      'code' in guest ? hashSecret(guest.code) : null,
      sharing.durationMin,
      new Date(sharing.createdAtMs),
      new Date(sharing.expiredAtMs),
    ],
  );
  return rows[0]!.id;
}

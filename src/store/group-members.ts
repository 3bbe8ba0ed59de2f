import type { Queryable, Transactions } from './database.ts';
import { requireGroup } from './device-group.ts';

export interface Regrouping {
  readonly productId: number;
  readonly gid: string;
  readonly action: 'assign' | 'unassign';
  /** Whether assigning takes devices out of other groups. */
  readonly reassign: boolean;
  /** In lower case; unknown ones are left out of the answer. */
  readonly macs: readonly string[];
}

/** Macs of the devices in the group itself, disabled ones too, in the order of their creation. Throws as `requireGroup` does. */
export async function macsOfGroup(db: Queryable, productId: number, gid: string): Promise<string[]> {
  const { groupId } = await requireGroup(db, productId, { gid });
  const { rows } = await db.query<{ mac: string }>(
    `select d.mac from device_standing s join device d on d.id = s.device_id
     where s.group_id = $1 order by s.device_id`,
    [groupId],
  );
  return rows.map((row) => row.mac);
}

/**
 * Puts devices into a group or takes them out of it, and returns the macs of those that are as asked afterwards: assigned
 * ones that are in the group, unassigned ones that were in it. Throws as `requireGroup` does.
 */
export function regroupDevices(
  database: Transactions<Set<string>>,
  regrouping: Regrouping,
): Promise<Set<string>> {
  const { productId, gid, action, reassign } = regrouping;
  return database.transaction(async (tx) => {
    const { groupId } = await requireGroup(tx, productId, { gid, lock: 'key share' });
    const isFree = (device: Member) => device.groupId === null || device.groupId === groupId;
    const isWanted =
      action === 'assign'
        ? (device: Member) => reassign || isFree(device)
        : (device: Member) => device.groupId === groupId;
    const wanted = (await lockMembers(tx, regrouping)).filter(isWanted);
    const target = action === 'assign' ? groupId : null;
    await tx.query(
      'update device_standing set group_id = $2 where device_id = any($1) and group_id is distinct from $2',
      [wanted.map((device) => device.deviceId), target],
    );
    return new Set(wanted.map((device) => device.mac));
  });
}

interface Member {
  readonly deviceId: number;
  readonly mac: string;
  readonly groupId: number | null;
}

async function lockMembers(tx: Queryable, { productId, macs }: Regrouping): Promise<Member[]> {
  const { rows } = await tx.query<Member>(
    `select s.device_id as "deviceId", k.mac, s.group_id as "groupId"
     from device_mac k join device_standing s on s.device_id = k.device_id
     where k.product_id = $1 and k.mac = any($2) order by s.device_id for no key update of s`,
    [productId, macs],
  );
  return rows;
}

import { invalidField, QiyunError } from '../model/errors.ts';
import type { Queryable, Transactions } from './database.ts';
import { type DeviceGroup, requireGroup } from './device-group.ts';
import { deepestGroup, lockTree, requireParent } from './device-group-tree.ts';

export interface DeviceGroupChange {
  readonly productId: number;
  readonly gid: string;
  /** Undefined: keeps it. */
  readonly name: string | undefined;
  /** Into which group it moves, with all that is below it; null: it is the root; undefined: it stays. */
  readonly parentGid: string | null | undefined;
}

/**
 * Renames a group, or moves it within its product's tree.
 *
 * @throws QiyunError 5206, 5201, 5202 unknown parent, 5203 there is a root already, 5002 parent_gid: into itself, the root, or too deep
 */
export async function changeDeviceGroup(
  database: Transactions<void>,
  { productId, gid, name, parentGid }: DeviceGroupChange,
): Promise<void> {
  await database.transaction(async (tx) => {
    // Two groups that move into each other would otherwise make a ring that hangs on nothing.
    await lockTree(tx, productId);
    const group = await requireGroup(tx, productId, { gid, lock: 'update' });
    if (name !== undefined)
      await tx.query('update device_group set name = $2 where id = $1', [group.groupId, name]);
    if (parentGid === null && group.parentId !== null) throw new QiyunError('5203');
    if (typeof parentGid === 'string') {
      if (group.parentId === null) throw invalidField('parent_gid', 'the root stays where it is');
      await move(tx, group, await requireParent(tx, productId, parentGid));
    }
  });
}

async function move(tx: Queryable, group: DeviceGroup, parent: DeviceGroup): Promise<void> {
  const { rows } = await tx.query<{ id: number; depth: number }>(
    `with recursive subtree as (
       select id, depth from device_group where id = $1
       union all
       select g.id, g.depth from device_group g join subtree s on g.parent_id = s.id
     )
     select id, depth from subtree`,
    [group.groupId],
  );
  if (rows.some(({ id }) => id === parent.groupId))
    throw invalidField('parent_gid', 'a group cannot be in itself');
  const deeper = parent.depth + 1 - group.depth;
  if (rows.some(({ depth }) => depth + deeper > deepestGroup))
    throw invalidField('parent_gid', `groups lie at most ${deepestGroup} deep`);
  await tx.query('update device_group set parent_id = $2 where id = $1', [group.groupId, parent.groupId]);
  await tx.query('update device_group set depth = depth + $2 where id = any($1)', [
    rows.map(({ id }) => id),
    deeper,
  ]);
}

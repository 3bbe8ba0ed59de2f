import { QiyunError } from '../model/errors.ts';
import { hexIdentifierPattern } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';

/** A group of a product's tree. */
export interface DeviceGroup {
  readonly groupId: number;
  readonly gid: string;
  /** Null of the root. */
  readonly parentId: number | null;
  /** 1 of the root. */
  readonly depth: number;
}

export const groupColumns = 'id as "groupId", gid, parent_id as "parentId", depth';

const gidSyntax = new RegExp(hexIdentifierPattern);

/**
 * A product's group; any text may be asked for. In a transaction, `lock` keeps it from being deleted ('key share'), or
 * from being used by anybody else ('update').
 *
 * @throws QiyunError 5206 when nobody has it, 5201 when another product has it (contract.md §7)
 */
export async function requireGroup(
  db: Queryable,
  productId: number,
  { gid, lock }: { readonly gid: string; readonly lock?: 'key share' | 'update' },
): Promise<DeviceGroup> {
  if (!gidSyntax.test(gid)) throw new QiyunError('5206');
  const { rows } = await db.query<DeviceGroup & { readonly productId: number }>(
    `select ${groupColumns}, product_id as "productId" from device_group where gid = $1 ${lock ? `for ${lock}` : ''}`,
    [gid],
  );
  const [group] = rows;
  if (!group) throw new QiyunError('5206');
  if (group.productId !== productId) throw new QiyunError('5201');
  return group;
}

/** Ids of a product's group and of all groups below it. Throws as `requireGroup` does. */
export async function requireSubtree(db: Queryable, productId: number, gid: string): Promise<number[]> {
  const { groupId } = await requireGroup(db, productId, { gid });
  const { rows } = await db.query<{ id: number }>(
    `with recursive subtree as (
       select $1::integer as id
       union all
       select g.id from device_group g join subtree s on g.parent_id = s.id
     )
     select id from subtree`,
    [groupId],
  );
  return rows.map((row) => row.id);
}

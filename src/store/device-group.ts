import { QiyunError } from '../model/errors.ts';
import { hexIdentifierPattern } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';

/** A group as the database knows it. */
export interface DeviceGroup {
  readonly groupId: number;
  readonly gid: string;
  readonly parentId: number | null;
}

const gidSyntax = new RegExp(hexIdentifierPattern);

/** A product's group; any text may be asked for. Throws 5206 when nobody has it, 5201 when another product has it (contract.md §7). */
export async function requireGroup(db: Queryable, productId: number, gid: string): Promise<DeviceGroup> {
  if (!gidSyntax.test(gid)) throw new QiyunError('5206');
  const { rows } = await db.query<DeviceGroup & { readonly productId: number }>(
    'select id as "groupId", product_id as "productId", gid, parent_id as "parentId" from device_group where gid = $1',
    [gid],
  );
  const [group] = rows;
  if (!group) throw new QiyunError('5206');
  if (group.productId !== productId) throw new QiyunError('5201');
  return group;
}

/** Ids of a product's group and of all groups below it. Throws as `requireGroup` does. */
export async function requireSubtree(db: Queryable, productId: number, gid: string): Promise<number[]> {
  const { groupId } = await requireGroup(db, productId, gid);
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

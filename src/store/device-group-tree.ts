import { invalidField, QiyunError } from '../model/errors.ts';
import { isUniqueViolation, type Queryable, type Transactions } from './database.ts';
import { type DeviceGroup, groupColumns, requireGroup } from './device-group.ts';

export const deepestGroup = 16;
export const groupsPerProduct = 10_000;

export interface NewDeviceGroup {
  readonly productId: number;
  readonly gid: string;
  /** Undefined: the root. */
  readonly parentGid: string | undefined;
  readonly createdAtMs: number;
}

/** A product's groups; each comes after the one it is in, those of one group in the order of their creation. */
export async function listDeviceGroups(db: Queryable, productId: number): Promise<DeviceGroup[]> {
  const { rows } = await db.query<DeviceGroup>(
    `select ${groupColumns} from device_group where product_id = $1 order by id`,
    [productId],
  );
  return rows;
}

/**
 * Enters a group.
 *
 * @throws QiyunError 5202 unknown parent, 5201 parent of another product, 5203 second root, 5002 too deep or too many
 */
export async function createDeviceGroup(database: Transactions<void>, group: NewDeviceGroup): Promise<void> {
  const { productId, gid, parentGid, createdAtMs } = group;
  try {
    await database.transaction(async (tx) => {
      await lockTree(tx, productId);
      const parent = parentGid === undefined ? undefined : await requireParent(tx, productId, parentGid);
      if (parent) await refuseTooManyGroups(tx, productId);
      await tx.query(
        'insert into device_group (gid, product_id, parent_id, depth, created_at) values ($1, $2, $3, $4, $5)',
        [gid, productId, parent?.groupId ?? null, (parent?.depth ?? 0) + 1, new Date(createdAtMs)],
      );
    });
  } catch (error) {
    throw isUniqueViolation(error) ? new QiyunError('5203', { cause: error }) : error;
  }
}

/**
 * Deletes a group that nothing is in.
 *
 * @throws QiyunError 5206, 5201, 5204 it has subgroups, 5205 it has devices, disabled ones included
 */
export function deleteDeviceGroup(
  database: Transactions<void>,
  productId: number,
  gid: string,
): Promise<void> {
  return database.transaction(async (tx) => {
    const { groupId } = await requireGroup(tx, productId, { gid, lock: 'update' });
    // Seen only now that nobody can put anything into it.
    const { rows } = await tx.query<{ hasGroups: boolean; hasDevices: boolean }>(
      `select exists (select from device_group where parent_id = $1) as "hasGroups",
         exists (select from device_standing where group_id = $1) as "hasDevices"`,
      [groupId],
    );
    const { hasGroups, hasDevices } = rows[0]!;
    if (hasGroups) throw new QiyunError('5204');
    if (hasDevices) throw new QiyunError('5205');
    await tx.query('delete from device_group where id = $1', [groupId]);
  });
}

/** Nobody else enters groups of the product until the transaction ends; devices may come and go. */
export async function lockTree(tx: Queryable, productId: number): Promise<void> {
  await tx.query('select from product where id = $1 for no key update', [productId]);
}

/** The group that another one shall be in. @throws QiyunError 5202 unknown, 5201 of another product, 5002 already as deep as groups may lie */
export async function requireParent(
  tx: Queryable,
  productId: number,
  parentGid: string,
): Promise<DeviceGroup> {
  const parent = await requireGroup(tx, productId, { gid: parentGid, lock: 'key share' }).catch(
    (error: unknown) => {
      throw error instanceof QiyunError && error.code === '5206' ? new QiyunError('5202') : error;
    },
  );
  if (parent.depth >= deepestGroup)
    throw invalidField('parent_gid', `groups lie at most ${deepestGroup} deep`);
  return parent;
}

async function refuseTooManyGroups(tx: Queryable, productId: number): Promise<void> {
  const { rows } = await tx.query<{ groups: number }>(
    'select count(*) as groups from device_group where product_id = $1',
    [productId],
  );
  if (rows[0]!.groups >= groupsPerProduct)
    throw invalidField('parent_gid', `a product has at most ${groupsPerProduct} groups`);
}

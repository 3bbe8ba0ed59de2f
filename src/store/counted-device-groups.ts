import type { Queryable } from './database.ts';

/** A group with the devices that are in it itself, disabled ones included. */
export interface CountedDeviceGroup {
  readonly groupId: number;
  readonly gid: string;
  readonly name: string;
  /** Null of the root. */
  readonly parentId: number | null;
  readonly devices: number;
  readonly online: number;
  readonly createdAtMs: number;
}

/** A product's groups in the order of their creation. */
export async function countedDeviceGroups(db: Queryable, productId: number): Promise<CountedDeviceGroup[]> {
  const { rows } = await db.query<CountedDeviceGroup>(
    `select g.id as "groupId", g.gid, g.name, g.parent_id as "parentId", g.created_at as "createdAtMs",
       coalesce(c.devices, 0) as devices, coalesce(c.online, 0) as online
     from device_group g left join (
       select group_id, count(*) as devices, count(*) filter (where is_online) as online from device_standing
       where group_id = any(array(select id from device_group where product_id = $1)) group by 1
     ) c on c.group_id = g.id
     where g.product_id = $1 order by g.id`,
    [productId],
  );
  return rows;
}

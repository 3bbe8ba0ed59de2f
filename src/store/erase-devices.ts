import type { Queryable } from './database.ts';

/** From here on the devices' logins are refused, so that sessions ended now do not come back before the erasure. */
export async function disableDevices(db: Queryable, deviceIds: readonly number[]): Promise<void> {
  await db.query(
    `with locked as (select device_id from device_standing where device_id = any($1) order by device_id for no key update)
     update device_standing s set is_disabled = true from locked where s.device_id = locked.device_id`,
    [deviceIds],
  );
}

/** Erases devices with all facts kept of them; their frames and presence events go with their partitions (contract.md §9). */
export async function deleteDevices(db: Queryable, deviceIds: readonly number[]): Promise<void> {
  await db.query('select erase_devices($1)', [deviceIds]);
}

/** Ids of at most `limit` devices of a product. */
export async function someDeviceIds(db: Queryable, productId: number, limit: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    'select id from device where product_id = $1 order by id limit $2',
    [productId, limit],
  );
  return rows.map((row) => row.id);
}

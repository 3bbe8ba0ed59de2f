import type { Queryable } from './database.ts';

/** Whether any user has bound the device. */
export async function isBound(db: Queryable, deviceId: number): Promise<boolean> {
  const { rowCount } = await db.query('select 1 from binding where device_id = $1 limit 1', [deviceId]);
  return rowCount === 1;
}

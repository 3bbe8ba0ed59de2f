import type { Queryable } from '../src/store/database.ts';

/** Binds a device to a user of its product's enterprise, who is entered when he is new. */
export async function bindSomebody(
  db: Queryable,
  deviceId: number,
  { uid = 'a'.repeat(32), boundAtMs = Date.now() } = {},
): Promise<void> {
  const boundAt = new Date(boundAtMs);
  await db.query(
    `insert into app_user (uid, enterprise_id, created_at, updated_at)
     select $2, p.enterprise_id, $3, $3 from device d join product p on p.id = d.product_id where d.id = $1
     on conflict do nothing`,
    [deviceId, uid, boundAt],
  );
  await db.query('insert into binding (device_id, uid, bound_at) values ($1, $2, $3)', [
    deviceId,
    uid,
    boundAt,
  ]);
}

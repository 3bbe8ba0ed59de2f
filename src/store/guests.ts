import { hexIdentifierPattern } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';

/** Somebody who has bound a device that another owns. */
export interface Guest {
  readonly uid: string;
  readonly username: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly boundAtMs: number;
}

/** In the order in which they bound the device. */
export async function listGuests(db: Queryable, deviceId: number): Promise<Guest[]> {
  const { rows } = await db.query<Guest>(
    `select u.uid, u.username, u.phone, u.email, b.bound_at as "boundAtMs"
     from binding b join app_user u on u.uid = b.uid
     where b.device_id = $1 and not b.is_owner order by b.bound_at, b.uid`,
    [deviceId],
  );
  return rows;
}

const uidSyntax = new RegExp(hexIdentifierPattern);

/** Ends the binding of a guest. Any text may be asked for: false when it is no guest's uid. */
export async function dismissGuest(db: Queryable, deviceId: number, uid: string): Promise<boolean> {
  if (!uidSyntax.test(uid)) return false;
  const { rowCount } = await db.query(
    'delete from binding where device_id = $1 and uid = $2 and not is_owner',
    [deviceId, uid],
  );
  return rowCount === 1;
}

import { hexIdentifierPattern } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';

const uidSyntax = new RegExp(hexIdentifierPattern);

/** Erases a user with all that is kept and counted of the person. Any text may be asked for: false when it is nobody's uid. */
export async function eraseUser(db: Queryable, uid: string): Promise<boolean> {
  if (!uidSyntax.test(uid)) return false;
  const { rowCount } = await db.query('select from app_user where uid = $1', [uid]);
  if (rowCount === 0) return false;
  await db.query('select erase_users(array[$1])', [uid]);
  return true;
}

const usersPerStep = 1000;

/** Erases all users of an enterprise in steps, so that others do not wait long. */
export async function eraseUsersOf(db: Queryable, enterpriseId: string): Promise<void> {
  for (;;) {
    const { rows } = await db.query<{ uid: string }>(
      'select uid from app_user where enterprise_id = $1 limit $2',
      [enterpriseId, usersPerStep],
    );
    if (rows.length === 0) return;
    await db.query('select erase_users($1)', [rows.map((row) => row.uid)]);
  }
}

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

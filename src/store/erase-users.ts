import { hexIdentifierPattern } from '../model/identifiers.ts';
import type { Queryable, Transactions } from './database.ts';

const uidSyntax = new RegExp(hexIdentifierPattern);

/**
 * Erases a user with all that is kept and counted of the person. Returns the enterprise whose user he was. Any text may be
 * asked for: undefined when it is nobody's uid.
 */
export async function eraseUser(db: Queryable, uid: string): Promise<string | undefined> {
  if (!uidSyntax.test(uid)) return undefined;
  const { rows } = await db.query<{ enterpriseId: string }>(
    'select enterprise_id as "enterpriseId" from app_user where uid = $1 for update',
    [uid],
  );
  if (rows[0]) await db.query('select erase_users(array[$1])', [uid]);
  return rows[0]?.enterpriseId;
}

const usersPerStep = 1000;

/** Erases all users of an enterprise in steps, so that others do not wait long; each comes to how many it has erased. */
export async function eraseUsersOf(database: Transactions<number>, enterpriseId: string): Promise<void> {
  const eraseSome = async (tx: Queryable) => {
    const { rows } = await tx.query<{ uid: string }>(
      'select uid from app_user where enterprise_id = $1 limit $2',
      [enterpriseId, usersPerStep],
    );
    await tx.query('select erase_users($1)', [rows.map((row) => row.uid)]);
    return rows.length;
  };
  while ((await database.transaction(eraseSome)) > 0);
}

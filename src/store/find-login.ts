import type { Queryable } from './database.ts';

export interface UserLogin {
  readonly uid: string;
  /** Null for a user without a password. */
  readonly passwordHash: string | null;
}

/**
 * The user of an enterprise who logs in with this name: his email address, his phone number or his username, the first of
 * them that somebody has.
 */
export async function findLogin(
  db: Queryable,
  enterpriseId: string,
  name: string,
): Promise<UserLogin | undefined> {
  // A part for each unique key.
  const { rows } = await db.query<UserLogin>(
    `select uid, password_hash as "passwordHash" from (
       select 1 as rank, uid, password_hash from app_user where enterprise_id = $1 and email = $3
       union all select 2, uid, password_hash from app_user where enterprise_id = $1 and phone = $2
       union all select 3, uid, password_hash from app_user where enterprise_id = $1 and username = $2
     ) named order by rank limit 1`,
    [enterpriseId, name, name.toLowerCase()],
  );
  return rows[0];
}

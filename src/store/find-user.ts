import type { Queryable } from './database.ts';

/** One of what a user is known by. */
export interface UserName {
  readonly uid?: string | undefined;
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** The uid of a user of the enterprise who has any of these names; undefined when nobody has. */
export async function findUser(
  db: Queryable,
  enterpriseId: string,
  { uid, username, email, phone }: UserName,
): Promise<string | undefined> {
  const { rows } = await db.query<{ uid: string }>(
    `select uid from app_user
     where enterprise_id = $1 and (uid = $2 or username = $3 or email = $4 or phone = $5) limit 1`,
    [enterpriseId, uid, username, email?.toLowerCase(), phone],
  );
  return rows[0]?.uid;
}

import type { Queryable } from './database.ts';

/** What a user sees of himself; what is not known is null. */
export interface UserProfile {
  readonly uid: string;
  readonly username: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly gender: string | null;
  readonly birthday: string | null;
  readonly address: string | null;
  readonly lang: string | null;
  readonly remark: string | null;
  readonly isAnonymous: boolean;
}

/** Undefined for nobody's uid. */
export async function readUserProfile(db: Queryable, uid: string): Promise<UserProfile | undefined> {
  const { rows } = await db.query<UserProfile>(
    `select uid, username, phone, email, name, gender, birthday, address, lang, remark, is_anonymous as "isAnonymous"
     from app_user where uid = $1`,
    [uid],
  );
  return rows[0];
}

/** Null for a user without a password, and for nobody's uid. */
export async function readPasswordHash(db: Queryable, uid: string): Promise<string | null> {
  const { rows } = await db.query<{ passwordHash: string | null }>(
    'select password_hash as "passwordHash" from app_user where uid = $1',
    [uid],
  );
  return rows[0]?.passwordHash ?? null;
}

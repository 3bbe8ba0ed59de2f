import { newHexIdentifier } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';

export interface NewUser {
  readonly enterpriseId: string;
  /** The app he registers with. */
  readonly appid: string;
  /** As `hashPassword` makes it. */
  readonly passwordHash: string;
  readonly username?: string | undefined;
  readonly phone?: string | undefined;
  /** In lower case. */
  readonly email?: string | undefined;
  readonly lang?: string | undefined;
  readonly createdAtMs: number;
}

/** Enters a user. Returns his uid, or undefined when the enterprise has a user of this name, phone number or address. */
export async function createUser(db: Queryable, user: NewUser): Promise<string | undefined> {
  const { enterpriseId, appid, passwordHash, username, phone, email, lang, createdAtMs } = user;
  const createdAt = new Date(createdAtMs);
  const { rows } = await db.query<{ uid: string }>(
    `insert into app_user
       (uid, enterprise_id, appid, password_hash, username, phone, email, lang, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) on conflict do nothing returning uid`,
    [newHexIdentifier(), enterpriseId, appid, passwordHash, username, phone, email, lang, createdAt],
  );
  return rows[0]?.uid;
}

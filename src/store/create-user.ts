import { newHexIdentifier } from '../model/identifiers.ts';
import { hashSecret } from '../model/secrets.ts';
import type { Queryable } from './database.ts';

interface NewUser {
  readonly enterpriseId: string;
  /** The app he registers with. */
  readonly appid: string;
  readonly createdAtMs: number;
}

export interface NewNamedUser extends NewUser {
  readonly username: string;
  /** As `hashPassword` makes it. */
  readonly passwordHash: string;
}

export interface NewAnonymousUser extends NewUser {
  readonly phoneId: string;
}

/** Enters a user. Returns his uid, or undefined when the enterprise has a user of this name. */
export async function createUser(db: Queryable, user: NewNamedUser): Promise<string | undefined> {
  const { enterpriseId, appid, username, passwordHash, createdAtMs } = user;
  const { rows } = await db.query<{ uid: string }>(
    `insert into app_user (uid, enterprise_id, appid, username, password_hash, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6) on conflict (enterprise_id, username) do nothing returning uid`,
    [newHexIdentifier(), enterpriseId, appid, username, passwordHash, new Date(createdAtMs)],
  );
  return rows[0]?.uid;
}

/** The uid of the user who is known by his phone alone; he is entered when he is new. */
export async function anonymousUser(db: Queryable, user: NewAnonymousUser): Promise<string> {
  const { enterpriseId, appid, phoneId, createdAtMs } = user;
  const phoneIdHash = hashSecret(phoneId);
  for (;;) {
    const { rows } = await db.query<{ uid: string }>(
      `with created as (
         insert into app_user (uid, enterprise_id, appid, phone_id_hash, is_anonymous, created_at, updated_at)
         select $1, $2, $3, $4, true, $5, $5
         where not exists (select from app_user where enterprise_id = $2 and phone_id_hash = $4)
         on conflict (enterprise_id, phone_id_hash) do nothing returning uid
       )
       select uid from created union all select uid from app_user where enterprise_id = $2 and phone_id_hash = $4`,
      [newHexIdentifier(), enterpriseId, appid, phoneIdHash, new Date(createdAtMs)],
    );
    // None when somebody else enters the same phone at this moment: then he is seen next time.
    if (rows[0]) return rows[0].uid;
  }
}

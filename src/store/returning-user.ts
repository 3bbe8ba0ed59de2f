import { newHexIdentifier } from '../model/identifiers.ts';
import { hashSecret } from '../model/secrets.ts';
import type { Queryable } from './database.ts';

/** An account of somebody else's, such as of WeChat. */
export interface ForeignAccount {
  readonly src: string;
  readonly uid: string;
}

/** What somebody shows without a password; each says who he is. */
export type ShownIdentity =
  | { readonly phoneId: string }
  | { readonly phone: string }
  | { readonly account: ForeignAccount };

export interface ReturningUser {
  readonly enterpriseId: string;
  /** The app he registers with when he is new. */
  readonly appid: string;
  readonly identity: ShownIdentity;
  readonly lang?: string | undefined;
  readonly nowMs: number;
}

export interface RecognizedUser {
  readonly uid: string;
  readonly isNew: boolean;
}

/** The user of the enterprise who shows this; he is entered when he is new. */
export async function returningUser(db: Queryable, user: ReturningUser): Promise<RecognizedUser> {
  const { enterpriseId, appid, identity, lang, nowMs } = user;
  const { column, value } = columnOf(identity);
  const isAnonymous = 'phoneId' in identity;
  for (;;) {
    const { rows } = await db.query<RecognizedUser>(
      `with created as (
         insert into app_user (uid, enterprise_id, appid, ${column}, is_anonymous, lang, created_at, updated_at)
         select $1, $2, $3, $4, $5, $6, $7, $7
         where not exists (select from app_user where enterprise_id = $2 and ${column} = $4)
         on conflict do nothing returning uid
       )
       select uid, true as "isNew" from created
       union all select uid, false from app_user where enterprise_id = $2 and ${column} = $4`,
      [newHexIdentifier(), enterpriseId, appid, value, isAnonymous, lang, new Date(nowMs)],
    );
    // None when somebody else enters the same at this moment: then he is seen next time.
    if (rows[0]) return rows[0];
  }
}

function columnOf(identity: ShownIdentity): { readonly column: string; readonly value: unknown } {
  if ('phoneId' in identity) return { column: 'phone_id_hash', value: hashSecret(identity.phoneId) };
  if ('phone' in identity) return { column: 'phone', value: identity.phone };
  const { src, uid } = identity.account;
  return { column: 'auth_src', value: JSON.stringify({ [src]: uid }) };
}

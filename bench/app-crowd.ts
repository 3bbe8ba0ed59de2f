import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { hashSecret } from '../src/model/secrets.ts';

/** A user with the one device that is bound to him. */
export interface CrowdUser {
  readonly appid: string;
  readonly uid: string;
  readonly token: string;
}

const newHex = (): string => randomBytes(16).toString('hex');

/** Users of an app of the only enterprise, one for each of these devices, with tokens. */
export async function makeAppCrowd(database: pg.Client, dids: readonly string[]): Promise<CrowdUser[]> {
  const appid = newHex();
  const users = dids.map(() => ({ appid, uid: newHex(), token: newHex() }));
  await database.query(
    `insert into app (appid, enterprise_id, name, secret_hash, created_at)
     select $1, enterprise_id, 'bench', '', now() from enterprise`,
    [appid],
  );
  await database.query(
    `with asked as (
       select * from unnest($2::text[], $3::bytea[], $4::text[]) as asked (uid, token_hash, did)
     ), users as (
       insert into app_user (uid, enterprise_id, appid, created_at, updated_at)
         select uid, enterprise_id, $1, now(), now() from asked, enterprise returning uid
     ), tokens as (
       insert into user_token (token_hash, uid, appid, expired_at)
         select token_hash, uid, $1, now() + interval '1 day' from asked join users using (uid)
     )
     insert into binding (device_id, uid, bound_at)
       select k.device_id, uid, now() from asked join users using (uid) join device_did k using (did)`,
    [appid, users.map(({ uid }) => uid), users.map(({ token }) => hashSecret(token)), dids],
  );
  return users;
}

import { createHash } from 'node:crypto';
import { hashSecret } from '../model/secrets.ts';
import type { Queryable } from './database.ts';
import { asIdentifierTaken } from './identifier-taken.ts';

export interface NewApp {
  readonly appid: string;
  readonly secret: string;
  readonly enterpriseId: string;
  readonly name: string;
  readonly createdAtMs: number;
}

/** @throws QiyunError 5002 when the appid is used already */
export async function createApp(db: Queryable, app: NewApp): Promise<void> {
  try {
    await db.query(
      `insert into app (appid, enterprise_id, name, secret_hash, auth_hash, created_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        app.appid,
        app.enterpriseId,
        app.name,
        hashSecret(app.secret),
        hashSecret(appAuth(app.appid, app.secret)),
        new Date(app.createdAtMs),
      ],
    );
  } catch (error) {
    throw asIdentifierTaken(error, 'appid');
  }
}

/** Ends the tokens that the app itself was given; those of its users stay. */
export async function rotateAppSecret(db: Queryable, appid: string, secret: string): Promise<void> {
  await db.query(
    `with rotated as (update app set secret_hash = $2, auth_hash = $3 where appid = $1)
     delete from app_token where appid = $1`,
    [appid, hashSecret(secret), hashSecret(appAuth(appid, secret))],
  );
}

/** What an app shows in X-Gizwits-Application-Auth: lower(md5(appid + app secret)) (app-open-api.md §5.1). */
export function appAuth(appid: string, secret: string): string {
  return createHash('md5').update(`${appid}${secret}`, 'utf8').digest('hex');
}

export async function deleteApp(db: Queryable, appid: string): Promise<void> {
  await db.query('delete from app where appid = $1', [appid]);
}

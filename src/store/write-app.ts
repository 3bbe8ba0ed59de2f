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
      'insert into app (appid, enterprise_id, name, secret_hash, created_at) values ($1, $2, $3, $4, $5)',
      [app.appid, app.enterpriseId, app.name, hashSecret(app.secret), new Date(app.createdAtMs)],
    );
  } catch (error) {
    throw asIdentifierTaken(error, 'appid');
  }
}

export async function rotateAppSecret(db: Queryable, appid: string, secret: string): Promise<void> {
  await db.query('update app set secret_hash = $2 where appid = $1', [appid, hashSecret(secret)]);
}

export async function deleteApp(db: Queryable, appid: string): Promise<void> {
  await db.query('delete from app where appid = $1', [appid]);
}

import { newHexIdentifier } from '../model/identifiers.ts';
import { hashSecret } from '../model/secrets.ts';
import type { Database } from './database.ts';

export interface IssuedAppToken {
  /** Known to nobody but the app from now on: the database keeps its hash. */
  readonly token: string;
  /** Seconds since the epoch; valid while now ≤ this. */
  readonly expiredAtS: number;
}

const lifetimeS = 3_600;
const pruneEveryS = 600;

/** Tokens that apps are given for their secret (app-open-api.md §5.1, request_token). */
export class AppTokens {
  readonly #database: Database;
  #prunedAtS = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Issues a token that is valid for an hour. Undefined when there is no such app any more. */
  async issue(appid: string, nowMs: number): Promise<IssuedAppToken | undefined> {
    const nowS = Math.floor(nowMs / 1000);
    const token = newHexIdentifier();
    const expiredAtS = nowS + lifetimeS;
    const { rowCount } = await this.#database.query(
      `insert into app_token (token_hash, appid, expired_at)
       select $1, appid, to_timestamp($3) from (select appid from app where appid = $2 for key share) a`,
      [hashSecret(token), appid, expiredAtS],
    );
    await this.#prune(nowS);
    return rowCount === 1 ? { token, expiredAtS } : undefined;
  }

  /** Whether the token is one of the app's that has not expired. */
  async isValid(token: string, appid: string, nowMs: number): Promise<boolean> {
    const { rowCount } = await this.#database.query(
      'select from app_token where token_hash = $1 and appid = $2 and expired_at >= to_timestamp($3)',
      [hashSecret(token), appid, Math.floor(nowMs / 1000)],
    );
    return rowCount === 1;
  }

  async #prune(nowS: number): Promise<void> {
    if (nowS - this.#prunedAtS < pruneEveryS) return;
    this.#prunedAtS = nowS;
    await this.#database.query('delete from app_token where expired_at < to_timestamp($1)', [nowS]);
  }
}

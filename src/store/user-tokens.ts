import { newHexIdentifier } from '../model/identifiers.ts';
import { hashSecret } from '../model/secrets.ts';
import { BatchedReads } from './batched-reads.ts';
import type { Database, Transactions } from './database.ts';

/** What a token was given for. */
export interface UserToken {
  readonly uid: string;
  readonly appid: string;
  /** Seconds since the epoch; valid while now ≤ this. */
  readonly expiredAtS: number;
}

export interface IssuedUserToken extends UserToken {
  /** Known to nobody but its owner from now on: the database keeps its hash. */
  readonly token: string;
}

export interface TokenOwner {
  readonly uid: string;
  readonly appid: string;
  /** Of the password that he has shown. Whoever changes it waits for the token, which then ends with the others. */
  readonly passwordHash?: string | undefined;
}

const lifetimeS = 180 * 86_400;
const pruneEveryS = 3_600;

/** Tokens of users of apps (app-open-api.md §5.1). Several of one user live side by side. */
export class UserTokens {
  readonly #database: Database;
  readonly #reads: BatchedReads<string, UserToken>;
  #prunedAtS = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#reads = new BatchedReads((hashes) => this.#readMany(hashes));
  }

  /** Undefined for a token that never was. One that has expired may still be found. */
  find(token: string): Promise<UserToken | undefined> {
    return this.#reads.read(hashSecret(token).toString('hex'));
  }

  /**
   * Issues a token that is valid for 180 days. Undefined if there is no such user or app (any more), or if he has another
   * password by now than the one he has shown.
   */
  async issue(
    { uid, appid, passwordHash }: TokenOwner,
    nowMs: number,
    changes: Transactions<boolean>,
  ): Promise<IssuedUserToken | undefined> {
    const nowS = Math.floor(nowMs / 1000);
    const token = newHexIdentifier();
    const expiredAtS = nowS + lifetimeS;
    const isIssued = await changes.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        // The app first, as whoever erases it does.
        `with a as (select appid from app where appid = $3 for key share),
           u as (select uid from app_user
             where uid = $2 and ($5::text is null or password_hash = $5) and exists (select from a) for share)
         insert into user_token (token_hash, uid, appid, expired_at) select $1, uid, $3, to_timestamp($4) from u`,
        [hashSecret(token), uid, appid, expiredAtS, passwordHash],
      );
      return rowCount === 1;
    });
    await this.#prune(nowS);
    return isIssued ? { token, uid, appid, expiredAtS } : undefined;
  }

  /** Ends a token. */
  async end(token: string, changes: Transactions<void>): Promise<void> {
    await changes.transaction(
      async (tx) =>
        void (await tx.query('delete from user_token where token_hash = $1', [hashSecret(token)])),
    );
  }

  async #readMany(hashes: string[]): Promise<Map<string, UserToken>> {
    const { rows } = await this.#database.query<UserToken & { hash: string }>(
      `select encode(token_hash, 'hex') as hash, uid, appid, extract(epoch from expired_at)::bigint as "expiredAtS"
       from user_token where token_hash = any($1)`,
      [hashes.map((hash) => Buffer.from(hash, 'hex'))],
    );
    return new Map(rows.map(({ hash, ...token }) => [hash, token]));
  }

  async #prune(nowS: number): Promise<void> {
    if (nowS - this.#prunedAtS < pruneEveryS) return;
    this.#prunedAtS = nowS;
    await this.#database.query('delete from user_token where expired_at < to_timestamp($1)', [nowS]);
  }
}

import { newHexIdentifier } from '../model/identifiers.ts';
import { hashSecret } from '../model/secrets.ts';
import { BatchedReads } from './batched-reads.ts';
import type { Database, Transactions } from './database.ts';

/** What a token was given for. */
export interface AccessToken {
  readonly enterpriseId: string;
  readonly productId: number;
  /** Seconds since the epoch; valid while now ≤ this (contract.md §2). */
  readonly expiredAtS: number;
}

export interface IssuedToken extends AccessToken {
  /** Known to nobody but its owner from now on: the database keeps its hash. */
  readonly token: string;
}

interface TokenRow {
  hash: string;
  enterpriseId: string;
  productId: number;
  expiredAtS: number;
}

const lifetimeS = 7 * 86_400;
/** For so long an expired token is still told apart from an unknown one (5011, 5010). */
const keptExpiredS = 30 * 86_400;
const pruneEveryS = 3_600;

/** Tokens of the Enterprise API. Several of one enterprise and product live side by side. */
export class AccessTokens {
  readonly #database: Database;
  readonly #reads: BatchedReads<string, AccessToken>;
  #prunedAtS = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#reads = new BatchedReads((hashes) => this.#readMany(hashes));
  }

  /** Undefined for a token that never was. One that has expired, or whose association has ended, is found. */
  find(token: string): Promise<AccessToken | undefined> {
    return this.#reads.read(hashSecret(token).toString('hex'));
  }

  /** Issues a token that is valid for 7 days. Undefined if they are not associated (any more). */
  async issue(
    { enterpriseId, productId }: Pick<AccessToken, 'enterpriseId' | 'productId'>,
    nowMs: number,
    changes: Transactions<boolean>,
  ): Promise<IssuedToken | undefined> {
    const nowS = Math.floor(nowMs / 1000);
    const token = newHexIdentifier();
    const expiredAtS = nowS + lifetimeS;
    const isIssued = await changes.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `insert into access_token (token_hash, enterprise_id, product_id, expired_at)
         select $1, enterprise_id, product_id, to_timestamp($4) from association
         where enterprise_id = $2 and product_id = $3 for key share`,
        [hashSecret(token), enterpriseId, productId, expiredAtS],
      );
      return rowCount === 1;
    });
    await this.#prune(nowS);
    return isIssued ? { token, enterpriseId, productId, expiredAtS } : undefined;
  }

  async #readMany(hashes: string[]): Promise<Map<string, AccessToken>> {
    const { rows } = await this.#database.query<TokenRow>(
      `select encode(token_hash, 'hex') as hash, enterprise_id as "enterpriseId", product_id as "productId",
         extract(epoch from expired_at)::bigint as "expiredAtS"
       from access_token where token_hash = any($1)`,
      [hashes.map((hash) => Buffer.from(hash, 'hex'))],
    );
    return new Map(rows.map(({ hash, ...token }) => [hash, token]));
  }

  async #prune(nowS: number): Promise<void> {
    if (nowS - this.#prunedAtS < pruneEveryS) return;
    this.#prunedAtS = nowS;
    await this.#database.query('delete from access_token where expired_at < to_timestamp($1)', [
      nowS - keptExpiredS,
    ]);
  }
}

import { randomInt, timingSafeEqual } from 'node:crypto';
import { QiyunError } from '../model/errors.ts';
import type { Database } from './database.ts';
import type { SecretSeal } from './secret-seal.ts';

/** What a code is for: it is of no use for anything else. */
export interface CodeScope {
  readonly appid: string;
  /** `phone`: shows that a phone is at hand; `reset_password`: that a mailbox is; `captcha`: that somebody reads it. */
  readonly purpose: 'phone' | 'reset_password' | 'captcha';
  /** The phone number, the email address in lower case, or the id of the captcha. */
  readonly recipient: string;
}

export const codeLifetimeMs = 600_000;
/** A code is dead after so many attempts, right or wrong. */
const attemptsMax = 5;
const pruneEveryMs = 600_000;
/** So that somebody who is late hears that he is. */
const keptAfterExpiryMs = 3_600_000;

/** Six digits. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** Codes that have been sent, one at a time for each scope; each is used once, within ten minutes. */
export class VerificationCodes {
  readonly #database: Database;
  readonly #seal: SecretSeal;
  #prunedAtMs = 0;

  constructor(database: Database, seal: SecretSeal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** From now on this code is good, and none that was before it. */
  async keep(scope: CodeScope, code: string, nowMs: number): Promise<void> {
    const hashes = this.#hashesOf(scope, code);
    await this.#database.query(
      `insert into verification_code as c (scope_hash, code_hash, expired_at) values ($1, $2, $3)
       on conflict (scope_hash) do update set code_hash = $2, attempts = 0, expired_at = $3`,
      [hashes.scope, hashes.code, new Date(nowMs + codeLifetimeMs)],
    );
    await this.#prune(nowMs);
  }

  /**
   * Uses a code up. The attempt is counted before it is known whether it is right, so that many at once are not more
   * attempts than one after the other.
   *
   * @throws QiyunError 9009 too late, 9010 wrong, used, tried too often, or never sent
   */
  async spend(scope: CodeScope, code: string, nowMs: number): Promise<void> {
    const hashes = this.#hashesOf(scope, code);
    const { rows } = await this.#database.query<{ codeHash: Buffer }>(
      `update verification_code set attempts = attempts + 1
       where scope_hash = $1 and attempts < $2 and expired_at > $3 returning code_hash as "codeHash"`,
      [hashes.scope, attemptsMax, new Date(nowMs)],
    );
    if (!rows[0]) throw new QiyunError((await this.#isLate(hashes.scope, nowMs)) ? '9009' : '9010');
    if (!timingSafeEqual(rows[0].codeHash, hashes.code)) throw new QiyunError('9010');
    const spent = await this.#database.query(
      'delete from verification_code where scope_hash = $1 and code_hash = $2',
      [hashes.scope, hashes.code],
    );
    if (spent.rowCount !== 1) throw new QiyunError('9010');
  }

  async #isLate(scopeHash: Buffer, nowMs: number): Promise<boolean> {
    const { rowCount } = await this.#database.query(
      'select from verification_code where scope_hash = $1 and expired_at <= $2',
      [scopeHash, new Date(nowMs)],
    );
    return rowCount === 1;
  }

  #hashesOf({ appid, purpose, recipient }: CodeScope, code: string): { scope: Buffer; code: Buffer } {
    const scope = `${purpose}\n${appid}\n${recipient}`;
    return { scope: this.#seal.fingerprint(scope), code: this.#seal.fingerprint(`${scope}\n${code}`) };
  }

  async #prune(nowMs: number): Promise<void> {
    if (nowMs - this.#prunedAtMs < pruneEveryMs) return;
    this.#prunedAtMs = nowMs;
    const oldest = new Date(nowMs - keptAfterExpiryMs);
    await this.#database.query('delete from verification_code where expired_at < $1', [oldest]);
  }
}

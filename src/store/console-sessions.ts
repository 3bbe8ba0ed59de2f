import { randomBytes } from 'node:crypto';
import { hashSecret } from '../model/secrets.ts';
import { BatchedReads } from './batched-reads.ts';
import type { Database, Queryable, Transactions } from './database.ts';
import type { MemberLogin } from './member-login.ts';
import type { MemberRole } from './members.ts';

/** Who has the session: a member of an enterprise, or whoever has shown an admin token. */
export type SessionOwner = MemberLogin | { readonly adminTokenHash: Buffer };

/** A session as it was found; the member's columns are null in a session of an admin, and the other way round. */
export interface ConsoleSession {
  /** Of its token, in hex. */
  readonly hash: string;
  readonly createdAtMs: number;
  readonly usedAtMs: number;
  readonly adminTokenHash: Buffer | null;
  readonly memberId: string | null;
  readonly username: string | null;
  readonly name: string | null;
  readonly role: MemberRole | null;
  readonly enterpriseId: string | null;
}

const hourMs = 3_600_000;
const idleMs = 12 * hourMs;
/** How long a session can last, whatever is done in it. */
export const sessionLongestMs = 168 * hourMs;
const noteUseEveryMs = 300_000;
/** Of one person; the one used longest ago ends when there is a further one. */
const sessionsMax = 100;

/** Sessions of the console. Several of one person live side by side. */
export class ConsoleSessions {
  readonly #database: Database;
  readonly #reads: BatchedReads<string, ConsoleSession>;

  constructor(database: Database) {
    this.#database = database;
    this.#reads = new BatchedReads((hashes) => this.#readMany(hashes));
  }

  /** The session that has this token and has not ended; its use is noted. */
  async use(token: string, nowMs: number): Promise<ConsoleSession | undefined> {
    const session = await this.#reads.read(hashSecret(token).toString('hex'));
    if (!session || nowMs >= session.usedAtMs + idleMs || nowMs >= session.createdAtMs + sessionLongestMs) {
      return undefined;
    }
    if (nowMs >= session.usedAtMs + noteUseEveryMs) await this.#noteUse(session, nowMs);
    return session;
  }

  /**
   * Begins a session; returns its token, known to nobody but its owner from now on: the database keeps its hash. Undefined
   * when the member has another password by now than the one he has shown, or is gone.
   */
  async begin(
    owner: SessionOwner,
    nowMs: number,
    changes: Transactions<boolean>,
  ): Promise<string | undefined> {
    const token = randomBytes(32).toString('hex');
    const isBegun = await changes.transaction((tx) => insertSession(tx, { token, owner, nowMs }));
    return isBegun ? token : undefined;
  }

  /** Ends the session with this hash. */
  async end(hash: string, changes: Transactions<void>): Promise<void> {
    await changes.transaction(async (tx) => {
      await tx.query(`delete from console_session where token_hash = decode($1, 'hex')`, [hash]);
    });
  }

  /** Of calls at the same time one writes. */
  async #noteUse({ hash, usedAtMs }: ConsoleSession, nowMs: number): Promise<void> {
    await this.#database.query(
      `update console_session set used_at = $3 where token_hash = decode($1, 'hex') and used_at = $2`,
      [hash, new Date(usedAtMs), new Date(nowMs)],
    );
  }

  async #readMany(hashes: string[]): Promise<Map<string, ConsoleSession>> {
    const { rows } = await this.#database.query<ConsoleSession>(
      `select encode(s.token_hash, 'hex') as hash, s.created_at as "createdAtMs", s.used_at as "usedAtMs",
         s.admin_token_hash as "adminTokenHash", m.member_id as "memberId", m.username, m.name, m.role,
         m.enterprise_id as "enterpriseId"
       from console_session s left join member m on m.member_id = s.member_id where s.token_hash = any($1)`,
      [hashes.map((hash) => Buffer.from(hash, 'hex'))],
    );
    return new Map(rows.map((session) => [session.hash, session]));
  }
}

interface NewSession {
  readonly token: string;
  readonly owner: SessionOwner;
  readonly nowMs: number;
}

async function insertSession(tx: Queryable, { token, owner, nowMs }: NewSession): Promise<boolean> {
  const now = new Date(nowMs);
  if ('adminTokenHash' in owner) {
    await tx.query(
      `insert into console_session (token_hash, admin_token_hash, created_at, used_at) values ($1, $2, $3, $3)`,
      [hashSecret(token), owner.adminTokenHash, now],
    );
  } else {
    const { rowCount } = await tx.query(
      `with m as (update member set last_login_at = $3 where member_id = $2 and password_hash = $4 returning member_id)
       insert into console_session (token_hash, member_id, created_at, used_at) select $1, member_id, $3, $3 from m`,
      [hashSecret(token), owner.memberId, now, owner.passwordHash],
    );
    if (rowCount === 0) return false;
  }
  await tx.query(
    `delete from console_session where token_hash in (
       select token_hash from console_session where member_id is not distinct from $1
       order by used_at desc, token_hash offset $2)`,
    ['memberId' in owner ? owner.memberId : null, sessionsMax],
  );
  return true;
}

/** Removes the sessions that have ended by themselves. */
export async function expireConsoleSessions(db: Queryable, presentMs: number): Promise<void> {
  await db.query('delete from console_session where used_at < $1 or created_at < $2', [
    new Date(presentMs - idleMs),
    new Date(presentMs - sessionLongestMs),
  ]);
}

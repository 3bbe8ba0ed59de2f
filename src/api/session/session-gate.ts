import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../model/clock.ts';
import { QiyunError } from '../../model/errors.ts';
import { hashSecret } from '../../model/secrets.ts';
import { TokenBuckets } from '../../model/token-bucket.ts';
import { type ConsoleSession, ConsoleSessions } from '../../store/console-sessions.ts';
import type { Database } from '../../store/database.ts';
import { type ConsoleCaller, setConsoleCaller } from '../console/console-caller.ts';

export interface SessionGateOptions {
  readonly database: Database;
  readonly adminToken: string;
  readonly clock: Clock;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a viewer may call it although it is not `GET`: it changes nothing, or nothing but what is his own. */
    isForViewers?: boolean;
  }
}

const callsPerSecond = 100;
const callsAtOnce = 300;

/** Lets those in who work at the console, on every face. */
export class SessionGate {
  readonly sessions: ConsoleSessions;
  readonly #adminTokenHash: Buffer;
  readonly #clock: Clock;
  readonly #calls: TokenBuckets;

  constructor({ database, adminToken, clock }: SessionGateOptions) {
    this.sessions = new ConsoleSessions(database);
    this.#adminTokenHash = hashSecret(adminToken);
    this.#clock = clock;
    this.#calls = new TokenBuckets({ burst: callsAtOnce, perSecond: callsPerSecond, clock });
  }

  /**
   * Finds out who calls with the token of a session, and sets the request's `consoleCaller`.
   * @throws QiyunError 401/5009 when the session has ended, 5013 when it calls too often, 5024 when it may not call this
   */
  async enter(request: FastifyRequest, token: string): Promise<ConsoleCaller> {
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (!isReading) requireConsoleHeader(request);
    const session = await this.sessions.use(token, this.#clock());
    if (!session || !this.#isOfPresentToken(session)) {
      throw new QiyunError('5009', { status: 401, detail: 'the session has ended' });
    }
    const retryAfterSeconds = this.#calls.take(session.hash);
    if (retryAfterSeconds > 0) throw new QiyunError('5013', { retryAfterSeconds, detail: 'too many calls' });
    const caller = callerOf(session);
    const { isForViewers = false } = request.routeOptions.config;
    if (caller.role === 'viewer' && !isReading && !isForViewers) {
      throw new QiyunError('5024', { detail: 'a viewer changes nothing' });
    }
    setConsoleCaller(request, caller);
    return caller;
  }

  /** With the admin token the sessions end that were begun with it. */
  #isOfPresentToken({ adminTokenHash }: ConsoleSession): boolean {
    return adminTokenHash === null || adminTokenHash.equals(this.#adminTokenHash);
  }
}

/**
 * A page of somebody else's cannot set it: a browser asks first, and only /app allows it anything.
 * @throws QiyunError 5024 when the header is not there
 */
export function requireConsoleHeader({ headers }: FastifyRequest): void {
  if (headers['x-qiyun-console'] !== '1')
    throw new QiyunError('5024', { detail: 'X-Qiyun-Console: must be 1' });
}

function callerOf({ hash, memberId, username, name, role, enterpriseId }: ConsoleSession): ConsoleCaller {
  if (memberId === null) return { role: 'admin', enterpriseId: undefined, sessionHash: hash };
  const member = { memberId, username: username!, name: name! };
  return { role: role!, enterpriseId: enterpriseId!, member, sessionHash: hash };
}

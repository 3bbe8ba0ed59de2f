import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { AuditActor } from '../../model/audit-event.ts';
import { QiyunError } from '../../model/errors.ts';
import { matchesPassword } from '../../model/password.ts';
import { equalSecrets, hashSecret } from '../../model/secrets.ts';
import type { Throttle } from '../../model/throttle.ts';
import type { SessionOwner } from '../../store/console-sessions.ts';
import { findMemberLogin } from '../../store/member-login.ts';
import { auditedChanges } from '../audited-changes.ts';
import { plainAddress, throttleKey } from '../client-address.ts';
import { endpoint } from '../endpoint.ts';
import { setSessionCookie } from '../session/session-cookie.ts';
import { requireConsoleHeader } from '../session/session-gate.ts';
import type { ConsoleServices } from './console-services.ts';
import { sessionAnswer, toSessionAnswer } from './session-answer.ts';

const secret = Type.String({ minLength: 1, maxLength: 256 });

const schema = {
  summary: 'Logs in with the admin token, or as a member of an enterprise; sets the cookie of the session',
  body: Type.Union([
    Type.Object({ admin_token: secret }, { additionalProperties: false }),
    Type.Object({ username: secret, password: secret }, { additionalProperties: false }),
  ]),
  response: { 200: sessionAnswer },
};

type Credentials = Static<(typeof schema)['body']>;

export const beginSessionEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ body }, request, reply) => {
    const { clock, sessionGate } = services;
    // Or a page of somebody else's could log its visitors in as somebody else.
    requireConsoleHeader(request);
    const giveBack = await takeTurns(services, request, body);
    const owner = await ownerBy(services, body);
    const changes = auditedChanges(services, actorOf(owner, request), (isBegun: boolean) =>
      isBegun ? { action: 'session.begin' } : undefined,
    );
    const token = owner && (await sessionGate.sessions.begin(owner, clock(), changes));
    if (token === undefined)
      throw new QiyunError('5010', { status: 401, detail: 'wrong name, password or token' });
    await giveBack();
    setSessionCookie(request, reply, token);
    return toSessionAnswer(services, await sessionGate.enter(request, token));
  });

/**
 * Takes a turn for the caller's address and one for the username; returns what gives them back.
 * @throws QiyunError 5013 with the seconds until there are
 */
async function takeTurns({ throttles }: ConsoleServices, request: FastifyRequest, body: Credentials) {
  const turns: [Throttle, string][] = [[throttles.failedAttempts, throttleKey(request.ip)]];
  if ('username' in body) turns.push([throttles.memberLogins, body.username.toLowerCase()]);
  // Before it is known whether they are right: else guessing could go on until they are.
  for (const [throttle, key] of turns) {
    const retryAfterSeconds = await throttle.take(key);
    if (retryAfterSeconds > 0)
      throw new QiyunError('5013', { retryAfterSeconds, detail: 'too many failed logins' });
  }
  return async () => {
    for (const [throttle, key] of turns) await throttle.giveBack(key);
  };
}

/** Undefined when they are wrong, which takes as long to find out whether or not there is such a member. */
async function ownerBy(
  { adminToken, database }: ConsoleServices,
  credentials: Credentials,
): Promise<SessionOwner | undefined> {
  if ('admin_token' in credentials) {
    const { admin_token: token } = credentials;
    return equalSecrets(token, adminToken) ? { adminTokenHash: hashSecret(token) } : undefined;
  }
  const login = await findMemberLogin(database, credentials);
  return (await matchesPassword(credentials.password, login?.passwordHash)) ? login : undefined;
}

function actorOf(owner: SessionOwner | undefined, request: FastifyRequest): AuditActor {
  const clientIp = plainAddress(request.ip);
  if (!owner || 'adminTokenHash' in owner) return { source: 'admin', clientIp };
  const { enterpriseId, memberId } = owner;
  return { source: 'console', enterpriseId, memberId, clientIp };
}

import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { AuditActor } from '../../model/audit-event.ts';
import { plainAddress, throttleKey } from '../../model/client-address.ts';
import { QiyunError } from '../../model/errors.ts';
import { matchesPassword } from '../../model/password.ts';
import { equalSecrets, hashSecret } from '../../model/secrets.ts';
import type { SessionOwner } from '../../store/console-sessions.ts';
import { findMemberLogin } from '../../store/member-login.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { loginTurns } from '../login-turns.ts';
import { setSessionCookie } from '../session/session-cookie.ts';
import { requireConsoleHeader } from '../session/session-gate.ts';
import { guess, type Turn } from '../take-turns.ts';
import type { ConsoleServices } from './console-services.ts';
import { memberAccount } from './member-account.ts';
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
    // Or a page of somebody else's could log its visitors in as somebody else.
    requireConsoleHeader(request);
    const token = await guess({
      turns: turnsOf(services, request, body),
      refusal: (retryAfterSeconds) =>
        new QiyunError('5013', { retryAfterSeconds, detail: 'too many failed logins' }),
      attempt: () => begin(services, request, body),
    });
    setSessionCookie(request, reply, token);
    return toSessionAnswer(services, await services.sessionGate.enter(request, token));
  });

/** @throws QiyunError 5010 they are wrong */
async function begin(
  services: ConsoleServices,
  request: FastifyRequest,
  credentials: Credentials,
): Promise<string> {
  const owner = await ownerBy(services, credentials);
  const changes = auditedChanges(services, actorOf(owner, request), (isBegun: boolean) =>
    isBegun ? { action: 'session.begin' } : undefined,
  );
  const token = owner && (await services.sessionGate.sessions.begin(owner, services.clock(), changes));
  if (token === undefined)
    throw new QiyunError('5010', { status: 401, detail: 'wrong name, password or token' });
  return token;
}

function turnsOf({ throttles }: ConsoleServices, { ip: address }: FastifyRequest, body: Credentials): Turn[] {
  if ('admin_token' in body) return [[throttles.failedAttempts, throttleKey(address)]];
  return loginTurns(throttles, { account: memberAccount(body.username), address });
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

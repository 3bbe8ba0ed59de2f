import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { matchesPassword } from '../../model/password.ts';
import { findLogin } from '../../store/find-login.ts';
import { loginTurns } from '../login-turns.ts';
import { guess } from '../take-turns.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { tooOften } from './take-turn.ts';
import { openUserSession, type userSession } from './user-session.ts';

interface Credentials {
  /** A username, an email address or a phone number. */
  readonly username: string;
  readonly password: string;
}

/**
 * A session for whoever knows name and password of a user of the calling app's enterprise.
 * @throws QiyunError 9005 no such user; 9020 wrong password; 9041 after too many of these from one address or for one name
 */
export async function logIn(
  services: AppServices,
  request: FastifyRequest,
  { username, password }: Credentials,
): Promise<Static<typeof userSession>> {
  const app = callingApp.get(request)!;
  const account = `${app.enterpriseId}/${username.toLowerCase()}`;
  const { uid, passwordHash } = await guess({
    turns: loginTurns(services.throttles, { account, address: request.ip }),
    refusal: tooOften,
    async attempt() {
      const user = await findLogin(services.database, app.enterpriseId, username);
      const isRight = await matchesPassword(password, user?.passwordHash);
      if (!user) throw new QiyunError('9005');
      if (!isRight) throw new QiyunError('9020');
      return user;
    },
  });
  return openUserSession(services, request, { uid, app, passwordHash: passwordHash ?? undefined });
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Throttles } from '../../model/throttle.ts';
import { setConsoleCaller } from '../console/console-caller.ts';
import { sessionTokenIn } from '../session/session-cookie.ts';
import type { SessionGate } from '../session/session-gate.ts';
import { authenticateAdmin } from './authenticate-admin.ts';

export interface ManagerAuthentication {
  readonly adminToken: string;
  readonly throttles: Throttles;
  readonly sessionGate: SessionGate;
}

/** Lets those in who manage: by a session of the console, or by the admin token. Sets the request's `consoleCaller`. */
export function authenticateManager({ adminToken, throttles, sessionGate }: ManagerAuthentication) {
  const byAdminToken = authenticateAdmin(adminToken, throttles.failedAttempts);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const token = sessionTokenIn(request);
    if (token !== undefined) {
      await sessionGate.enter(request, token);
      return;
    }
    await byAdminToken(request, reply);
    setConsoleCaller(request, { role: 'admin', enterpriseId: undefined });
  };
}

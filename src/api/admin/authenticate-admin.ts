import type { FastifyReply, FastifyRequest } from 'fastify';
import { throttleKey } from '../../model/client-address.ts';
import { QiyunError } from '../../model/errors.ts';
import { equalSecrets } from '../../model/secrets.ts';
import type { Throttle } from '../../model/throttle.ts';

const howTo = 'Authorization: must be Bearer and the admin token';

/**
 * Lets a request pass that carries `Authorization: Bearer <admin token>`. Others are 401: 5009 when there is no such
 * header, 5010 when the token is wrong. An address that guesses too often is 403/5013 (contract.md §2).
 */
export function authenticateAdmin(adminToken: string, failures: Throttle) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const token = /^Bearer[ \t]+(\S+)[ \t]*$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined && equalSecrets(token, adminToken)) return;
    const retryAfterSeconds = token === undefined ? 0 : await failures.take(throttleKey(request.ip));
    if (retryAfterSeconds > 0) {
      throw new QiyunError('5013', { retryAfterSeconds, detail: 'too many failed authentications' });
    }
    reply.header('www-authenticate', 'Bearer');
    throw new QiyunError(token === undefined ? '5009' : '5010', { status: 401, detail: howTo });
  };
}

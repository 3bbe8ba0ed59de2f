import type { FastifyRequest } from 'fastify';
import { QiyunError } from '../../model/errors.ts';
import type { HttpApp } from '../http-face.ts';
import { type Access, declareAccess } from '../openapi/access.ts';
import { appAccess } from './app-access.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { takeTurn } from './take-turn.ts';

/** The id of an app and the token that it got for its secret (app-open-api.md §5.1). */
const appTokenAccess: Access = {
  ...appAccess,
  security: {
    ...appAccess.security,
    application_token: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Gizwits-Application-Token',
      description: 'what request_token answered as `token`; taken in X-Gizwits-User-token, too',
      'x-description-zh': 'request_token 返回的 token 值，也可放入 X-Gizwits-User-token',
    },
  },
  refusals: [...appAccess.refusals, '9004', '9041'],
};

type Services = Pick<AppServices, 'appTokens' | 'throttles' | 'clock'>;

/** From now on every endpoint of the plugin is called with a token of the app itself. */
export function requireAppToken(face: HttpApp, services: Services): void {
  declareAccess(face, appTokenAccess);
  face.addHook('onRequest', async (request) => {
    const { appid } = callingApp.get(request)!;
    if (await services.appTokens.isValid(tokenIn(request), appid, services.clock())) return;
    await takeTurn(services.throttles.failedAttempts, request);
    throw new QiyunError('9004');
  });
}

/** Editions of the vendor's document differ in the name of the header. */
function tokenIn({ headers }: FastifyRequest): string {
  return String(headers['x-gizwits-application-token'] ?? headers['x-gizwits-user-token']);
}

import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { matchesHash } from '../../model/secrets.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import type { Access } from '../openapi/access.ts';
import { appAccess } from './app-access.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { guessFrom } from './take-turn.ts';

/** The id of an app, and what shows that the caller has its secret (app-open-api.md §5.1). */
export const appSecretAccess: Access = {
  ...appAccess,
  security: {
    ...appAccess.security,
    application_auth: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Gizwits-Application-Auth',
      description: 'md5 of the appid followed by the app secret, in lower-case hex',
      'x-description-zh': 'lower(md5(appid + app_secret))',
    },
  },
  refusals: [...appAccess.refusals, '9038', '9041'],
};

const schema = {
  operationId: 'post_app_request_token',
  tags: ['应用用户'],
  summary: '获取 APP Token',
  description: 'A token of the app itself, with which it has codes sent. It ends after an hour.',
  descriptionZh: '应用自身的 token，用于获取与校验验证码，有效期 1 小时。',
  response: {
    200: Type.Object({
      token: Type.String({
        description: 'for the header X-Gizwits-Application-Token',
        'x-description-zh': '放入请求头 X-Gizwits-Application-Token',
      }),
      expired_at: Type.Integer(),
      expire_at: Type.Integer(),
    }),
  },
} as const satisfies DocumentedSchema;

export const requestToken = ({ appTokens, throttles, clock }: AppServices) =>
  endpoint(schema, async (_call, request) => {
    const { appid, authHash } = callingApp.get(request)!;
    const given = String(request.headers['x-gizwits-application-auth']).toLowerCase();
    const { token, expiredAtS } = await guessFrom(request, throttles.failedAttempts, async () => {
      if (!authHash)
        throw new QiyunError('9038', { detail: 'the secret of this app has to be rotated once' });
      if (!matchesHash(given, authHash)) throw new QiyunError('9038');
      const issued = await appTokens.issue(appid, clock());
      if (!issued) throw new QiyunError('9003');
      return issued;
    });
    return { token, expired_at: expiredAtS, expire_at: expiredAtS };
  });

import type { Access } from '../openapi/access.ts';
import { appAccess } from './app-access.ts';

/** The id of an app and the token of a user (app-open-api.md §5.1). */
export const userAccess: Access = {
  ...appAccess,
  security: {
    ...appAccess.security,
    user_token: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Gizwits-User-token',
      description: 'what registration and login answered as `token`',
      'x-description-zh': '注册或登录返回的 token 值',
    },
  },
  refusals: [...appAccess.refusals, '9004', '9041'],
};

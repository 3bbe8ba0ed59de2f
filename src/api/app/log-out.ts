import { Type } from 'typebox';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { userTokenIn } from './authenticate-user.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'delete_app_logout',
  tags: ['应用用户'],
  summary: '用户登出',
  description: 'Ends the token of the call; others of the user stay.',
  descriptionZh: '使当前 token 失效，该用户的其他 token 不受影响。',
  response: { 204: Type.Null() },
} as const satisfies DocumentedSchema;

export const logOut = (services: AppServices) =>
  userEndpoint(schema, async (_call, user, request) => {
    const changes = auditedChanges(services, userActor(user, request), { action: 'user.logout' });
    await services.tokens.end(userTokenIn(request), changes);
    return null;
  });

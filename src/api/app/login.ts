import { Type } from 'typebox';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { loginName, password } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { logIn } from './log-in.ts';
import { userSession } from './user-session.ts';

const schema = {
  operationId: 'post_app_login',
  tags: ['应用用户'],
  summary: '用户登录',
  description: 'Logs a user in by his username, email address or phone number, and his password.',
  descriptionZh: '以用户名、邮箱或手机号及密码登录。',
  body: Type.Object({ username: loginName, password }),
  response: { 200: userSession },
  refusals: ['9005', '9020', '9041'],
} as const satisfies DocumentedSchema;

export const login = (services: AppServices) =>
  endpoint(schema, ({ body }, request) => logIn(services, request, body));

import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { matchesPassword } from '../../model/password.ts';
import { findLogin } from '../../store/find-login.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { loginName, password } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { takeTurn } from './take-turn.ts';
import { openUserSession, userSession } from './user-session.ts';

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
  endpoint(schema, async ({ body }, request) => {
    const app = callingApp.get(request)!;
    // Before it is known whether they are right: else guessing could go on until they are.
    const giveBack = await takeTurn(services.throttles.failedAttempts, request);
    const user = await findLogin(services.database, app.enterpriseId, body.username);
    const isRight = await matchesPassword(body.password, user?.passwordHash);
    if (!user) throw new QiyunError('9005');
    if (!isRight) throw new QiyunError('9020');
    await giveBack();
    const { uid, passwordHash } = user;
    return openUserSession(services, request, { uid, app, passwordHash: passwordHash ?? undefined });
  });

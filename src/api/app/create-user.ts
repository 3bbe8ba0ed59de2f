import { type Static, Type } from 'typebox';
import { invalidField, QiyunError } from '../../model/errors.ts';
import { hashPassword } from '../../model/password.ts';
import type { App } from '../../store/catalog.ts';
import { anonymousUser, createUser } from '../../store/create-user.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { loginName, password } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { takeTurn } from './take-turn.ts';
import { openUserSession, userSession } from './user-session.ts';

const body = Type.Object({
  username: Type.Optional(loginName),
  password: Type.Optional(password),
  phone_id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'what the phone is known by, for a user without a name',
      'x-description-zh': '手机唯一标识，用于匿名用户',
    }),
  ),
});

const schema = {
  operationId: 'post_app_users',
  tags: ['应用用户'],
  summary: '创建用户',
  description:
    'Registers a user by username and password, or an anonymous one by phone_id. The same phone_id is the same user again.',
  descriptionZh: '以用户名和密码注册，或以 phone_id 注册匿名用户；同一 phone_id 总是同一用户。',
  body,
  response: { 201: userSession },
  refusals: ['9005', '9019', '9041'],
} as const satisfies DocumentedSchema;

export const createUserEndpoint = (services: AppServices) =>
  endpoint(schema, async ({ body }, request) => {
    const app = callingApp.get(request)!;
    const register = registrationOf(body);
    await takeTurn(services.throttles.newUsers, request);
    const uid = await register(services, app);
    return openUserSession(services, request, { uid, app });
  });

type Registration = (services: AppServices, app: App) => Promise<string>;

function registrationOf({ username, password, phone_id: phoneId }: Static<typeof body>): Registration {
  if (phoneId !== undefined) return (services, app) => registerPhone(services, app, phoneId);
  if (username === undefined) throw invalidField('username', 'is required, or phone_id');
  if (password === undefined) throw invalidField('password', 'is required with username');
  return (services, app) => registerName(services, app, { username, password });
}

function registerPhone({ database, clock }: AppServices, app: App, phoneId: string): Promise<string> {
  const { appid, enterpriseId } = app;
  return anonymousUser(database, { appid, enterpriseId, phoneId, createdAtMs: clock() });
}

async function registerName(
  { database, clock }: AppServices,
  { appid, enterpriseId }: App,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<string> {
  const passwordHash = await hashPassword(password);
  const createdAtMs = clock();
  const uid = await createUser(database, { appid, enterpriseId, username, passwordHash, createdAtMs });
  if (uid === undefined) throw new QiyunError('9019');
  return uid;
}

import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { type ErrorCode, invalidField, QiyunError } from '../../model/errors.ts';
import { hashPassword } from '../../model/password.ts';
import { createUser, type NewUser } from '../../store/create-user.ts';
import { type RecognizedUser, returningUser, type ShownIdentity } from '../../store/returning-user.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { code, email, lang, loginName, password, phone } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { foreignAccount, verifiedAccount } from './foreign-account.ts';
import { spendCode } from './spend-code.ts';
import { takeTurn } from './take-turn.ts';
import { appActor } from './user-actor.ts';
import { openUserSession, userSession } from './user-session.ts';

const body = Type.Object({
  phone_id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'what the phone is known by, for a user without a name',
      'x-description-zh': '手机唯一标识，用于匿名用户',
    }),
  ),
  authData: Type.Optional(foreignAccount),
  phone: Type.Optional(phone),
  code: Type.Optional(code),
  email: Type.Optional(email),
  username: Type.Optional(loginName),
  password: Type.Optional(password),
  lang: Type.Optional(lang),
});
type Body = Static<typeof body>;

const schema = {
  operationId: 'post_app_users',
  tags: ['应用用户'],
  summary: '创建用户',
  description:
    'Registers a user by one of: username and password; phone, password and code; email and password; or logs in whoever is known without a password, and registers him when he is new: by phone and code, by phone_id (an anonymous user), or by authData, an account that the operator’s verifier accepts.',
  descriptionZh:
    '注册用户：用户名和密码；手机号、密码和验证码；邮箱和密码。无密码者登录，首次则注册：手机号和验证码；phone_id（匿名用户）；authData（经运营方校验的第三方账号）。',
  body,
  response: { 201: userSession },
  refusals: ['9005', '9008', '9009', '9010', '9018', '9019', '9022', '9026', '9041'],
} as const satisfies DocumentedSchema;

export const createUserEndpoint = (services: AppServices) =>
  endpoint(schema, async ({ body }, request) => {
    const app = callingApp.get(request)!;
    const register = registrationOf(body);
    await takeTurn(services.throttles.newUsers, request);
    const uid = await register(services, request);
    return openUserSession(services, request, { uid, app });
  });

/** Answers the uid. */
type Registration = (services: AppServices, request: FastifyRequest) => Promise<string>;

/** @throws QiyunError 5002 that names what is missing */
function registrationOf(body: Body): Registration {
  const { phone_id: phoneId, authData, phone, email, username, lang } = body;
  if (phoneId !== undefined) return returning({ phoneId }, lang);
  if (authData) {
    return async (services, request) => {
      const account = await verifiedAccount(services, request, authData);
      return returning({ account }, lang)(services, request);
    };
  }
  if (phone !== undefined) return registrationByPhone(phone, body);
  if (email !== undefined) return named({ email: email.toLowerCase() }, body, '9022');
  if (username === undefined) throw invalidField('username', 'is required, or phone_id');
  return named({ username }, body, '9019');
}

/** With a password he must be new; without one he may have come before. */
function registrationByPhone(phone: string, body: Body): Registration {
  const { code, password, lang } = body;
  if (code === undefined) throw invalidField('code', 'is required with phone');
  const register = password === undefined ? returning({ phone }, lang) : named({ phone }, body, '9018');
  return async (services, request) => {
    await spendCode(services, request, { purpose: 'phone', recipient: phone, code });
    return register(services, request);
  };
}

function returning(identity: ShownIdentity, lang: string | undefined): Registration {
  return async (services, request) => {
    const app = callingApp.get(request)!;
    const { appid, enterpriseId } = app;
    const changes = auditedChanges(services, appActor(app, request), ({ uid, isNew }: RecognizedUser) =>
      isNew ? { action: 'user.create', uid } : undefined,
    );
    const user = { appid, enterpriseId, identity, lang, nowMs: services.clock() };
    return (await changes.transaction((tx) => returningUser(tx, user))).uid;
  };
}

type Name = Pick<NewUser, 'username' | 'phone' | 'email'>;

function named(name: Name, { password, lang }: Body, taken: ErrorCode): Registration {
  if (password === undefined) throw invalidField('password', `is required with ${Object.keys(name)}`);
  return async (services, request) => {
    const app = callingApp.get(request)!;
    const { appid, enterpriseId } = app;
    const passwordHash = await hashPassword(password);
    const act = (uid: string) => ({ action: 'user.create', uid }) as const;
    return auditedChanges(services, appActor(app, request), act).transaction(async (tx) => {
      const user = { ...name, appid, enterpriseId, passwordHash, lang, createdAtMs: services.clock() };
      const uid = await createUser(tx, user);
      if (uid === undefined) throw new QiyunError(taken);
      return uid;
    });
  };
}

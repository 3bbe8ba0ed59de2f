import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { invalidField, QiyunError } from '../../model/errors.ts';
import { hashPassword, matchesPassword } from '../../model/password.ts';
import { type PasswordChange, type UserChanges, updateUser } from '../../store/update-user.ts';
import { readPasswordHash } from '../../store/user-profile.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { loginTurns } from '../login-turns.ts';
import { guess } from '../take-turns.ts';
import { code, email, lang, loginName, password, phone } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { userTokenIn } from './authenticate-user.ts';
import { birthday, gender, personName, postalAddress, userRemark } from './profile-fields.ts';
import { spendCode } from './spend-code.ts';
import { tooOften } from './take-turn.ts';
import { userActor } from './user-actor.ts';
import { type AppUser, userEndpoint } from './user-endpoint.ts';

const body = Type.Object({
  old_pwd: Type.Optional(password),
  new_pwd: Type.Optional(password),
  username: Type.Optional(loginName),
  password: Type.Optional(password),
  phone: Type.Optional(phone),
  code: Type.Optional(code),
  email: Type.Optional(email),
  name: Type.Optional(personName),
  gender: Type.Optional(gender),
  birthday: Type.Optional(birthday),
  address: Type.Optional(postalAddress),
  lang: Type.Optional(lang),
  remark: Type.Optional(userRemark),
});
type Body = Static<typeof body>;

const schema = {
  operationId: 'put_app_users',
  tags: ['应用用户'],
  summary: '修改用户信息',
  description:
    'Changes what is known of the user: his password by old_pwd and new_pwd, which ends his other tokens; his phone with a code that was sent to it; a first password by password. An anonymous user who gets a username, phone or email keeps his uid and his devices, and is known by his phone_id no more.',
  descriptionZh:
    '修改用户信息。old_pwd、new_pwd 修改密码，其他 token 随之失效；phone 需 code；password 仅用于尚无密码的用户。匿名用户设置用户名、手机号或邮箱后成为普通用户，uid 与绑定不变，原 phone_id 不再对应该用户。',
  body,
  response: {
    200: Type.Object({
      updatedAt: Type.String({
        description: 'the time of the change, UTC',
        'x-description-zh': '修改时间（UTC）',
        examples: ['2026-11-23T08:32:56.996'],
      }),
    }),
  },
  refusals: ['9009', '9010', '9018', '9019', '9020', '9022', '9041'],
} as const satisfies DocumentedSchema;

export const changeUser = (services: AppServices) =>
  userEndpoint(schema, async ({ body }, user, request) => {
    const { phone, code } = body;
    if (phone !== undefined && code === undefined) throw invalidField('code', 'is required with phone');
    const password = await passwordChange(services, request, { user, body });
    if (phone !== undefined) {
      await spendCode(services, request, { purpose: 'phone', recipient: phone, code: code! });
    }
    const nowMs = services.clock();
    const changes = changesIn(body);
    const act = { action: 'user.update', detail: { fields: fieldsOf({ ...changes, password }) } } as const;
    const audited = auditedChanges(services, userActor(user, request), act);
    await updateUser(audited, { uid: user.uid, changes, password, nowMs });
    return { updatedAt: new Date(nowMs).toISOString().slice(0, -1) };
  });

/** Field by field: a body may have more than it should. */
function changesIn({
  username,
  phone,
  email,
  name,
  gender,
  birthday,
  address,
  lang,
  remark,
}: Body): UserChanges {
  return { username, phone, email: email?.toLowerCase(), name, gender, birthday, address, lang, remark };
}

/** Names only: what is said of people is nothing to keep beside them. */
function fieldsOf(changes: object): string[] {
  return Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

interface Asked {
  readonly user: AppUser;
  readonly body: Body;
}

/** Undefined when the password stays. @throws QiyunError 5002 for half of a change, 9020 the old one is wrong, 9041 */
async function passwordChange(
  services: AppServices,
  request: FastifyRequest,
  { user, body }: Asked,
): Promise<PasswordChange | undefined> {
  const { old_pwd: old, new_pwd: next, username, password: first } = body;
  if (next !== undefined && old === undefined) throw invalidField('old_pwd', 'is required with new_pwd');
  if (old !== undefined && next === undefined) throw invalidField('new_pwd', 'is required with old_pwd');
  const isFirst = next === undefined;
  const chosen = next ?? first;
  if (chosen === undefined && username === undefined) return undefined;
  const hashBefore = await readPasswordHash(services.database, user.uid);
  if (chosen === undefined) {
    if (hashBefore === null) throw invalidField('password', 'is required with username');
    return undefined;
  }
  if (isFirst && hashBefore !== null) throw invalidField('password', 'is changed with old_pwd and new_pwd');
  if (!isFirst) await requirePassword(services, request, { uid: user.uid, password: old!, hash: hashBefore });
  return { hashBefore, hash: await hashPassword(chosen), keptToken: userTokenIn(request) };
}

async function requirePassword(
  { throttles }: AppServices,
  request: FastifyRequest,
  { uid, password, hash }: { readonly uid: string; readonly password: string; readonly hash: string | null },
): Promise<void> {
  await guess({
    turns: loginTurns(throttles, { account: `uid/${uid}`, address: request.ip }),
    refusal: tooOften,
    async attempt() {
      if (!(await matchesPassword(password, hash))) throw new QiyunError('9020');
    },
  });
}

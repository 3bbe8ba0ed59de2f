import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { invalidField, QiyunError } from '../../model/errors.ts';
import { hashPassword } from '../../model/password.ts';
import { findUser } from '../../store/find-user.ts';
import { resetPassword as storePassword } from '../../store/reset-password.ts';
import { readUserProfile } from '../../store/user-profile.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { code, email, password, phone } from './app-fields.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { sendCode } from './send-code.ts';
import { type ShownCode, spendCode } from './spend-code.ts';
import { guessFrom } from './take-turn.ts';
import { userActor } from './user-actor.ts';
import { writtenLanguage } from './written-language.ts';

const body = Type.Object({
  phone: Type.Optional(phone),
  email: Type.Optional(email),
  code: Type.Optional(code),
  new_pwd: Type.Optional(password),
});

const schema = {
  operationId: 'post_app_reset_password',
  tags: ['应用用户'],
  summary: '请求重置密码',
  description:
    'Sets a new password for the user of a phone, with a code that was sent to it, or of an email address: first with the address alone, which mails a code, then with that code. All tokens of the user end.',
  descriptionZh:
    '手机用户：传入 phone、code、new_pwd。邮箱用户：先只传 email，邮件发送验证码，再传 email、code、new_pwd。重置后该用户的所有 token 失效。',
  body,
  response: { 200: Type.Object({}) },
  refusals: ['9005', '9009', '9010', '9037', '9041'],
} as const satisfies DocumentedSchema;

export const resetPassword = (services: AppServices) =>
  endpoint(schema, async ({ body }, request) => {
    const { phone, email, code, new_pwd: password } = body;
    if ((phone === undefined) === (email === undefined)) throw invalidField('phone', 'is required, or email');
    if (email !== undefined && code === undefined && password === undefined) {
      await mailCode(services, request, email.toLowerCase());
      return {};
    }
    await choosePassword(services, request, body);
    return {};
  });

async function mailCode(services: AppServices, request: FastifyRequest, email: string): Promise<void> {
  const { database, throttles } = services;
  const user = await guessFrom(request, throttles.failedAttempts, async () => {
    const uid = await findUser(database, callingApp.get(request)!.enterpriseId, { email });
    const profile = uid === undefined ? undefined : await readUserProfile(database, uid);
    if (!profile) throw new QiyunError('9005');
    return profile;
  });
  const language = writtenLanguage(user.lang);
  await sendCode(services, request, { purpose: 'reset_password', recipient: email, language });
}

/** Who the code belongs to is told to nobody but who has it. */
async function choosePassword(
  services: AppServices,
  request: FastifyRequest,
  { phone, email: givenEmail, code, new_pwd: password }: Static<typeof body>,
): Promise<void> {
  if (code === undefined) throw invalidField('code', 'is required with new_pwd');
  if (password === undefined) throw invalidField('new_pwd', 'is required with code');
  const { database, clock } = services;
  const app = callingApp.get(request)!;
  const email = givenEmail?.toLowerCase();
  await spendCode(services, request, shownCode({ phone, email, code }));
  const uid = await findUser(database, app.enterpriseId, { phone, email });
  if (uid === undefined) throw new QiyunError('9005');
  const passwordHash = await hashPassword(password);
  const changes = auditedChanges(services, userActor({ uid, app }, request), (isReset: boolean) =>
    isReset ? { action: 'user.reset_password' } : undefined,
  );
  if (!(await storePassword(changes, { uid, passwordHash, nowMs: clock() }))) throw new QiyunError('9005');
}

function shownCode({
  phone,
  email,
  code,
}: {
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly code: string;
}): ShownCode {
  if (phone !== undefined) return { purpose: 'phone', recipient: phone, code };
  return { purpose: 'reset_password', recipient: email!, code };
}

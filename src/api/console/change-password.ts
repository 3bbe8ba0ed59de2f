import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { hashPassword, matchesPassword } from '../../model/password.ts';
import { changeMemberPassword } from '../../store/change-member-password.ts';
import { findMemberLogin } from '../../store/member-login.ts';
import { adminActor } from '../admin/admin-actor.ts';
import { nothing } from '../admin/field-schemas.ts';
import { newPasswordField } from '../admin/member-fields.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { loginTurns } from '../login-turns.ts';
import { guess } from '../take-turns.ts';
import { consoleCaller } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { memberAccount } from './member-account.ts';

const schema = {
  summary: 'Gives oneself another password, and ends all sessions of one’s own but this one',
  body: Type.Object(
    { old_password: Type.String({ minLength: 1, maxLength: 256 }), new_password: newPasswordField },
    { additionalProperties: false },
  ),
  response: { 200: nothing },
};

export const changePasswordEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ body }, request) => {
    const { database, throttles } = services;
    const { member, sessionHash } = consoleCaller(request);
    if (!member || !sessionHash) throw new QiyunError('5024', { detail: 'an administrator has no password' });
    const { memberId, username } = member;
    const { passwordHash: oldHash } = await guess({
      turns: loginTurns(throttles, { account: memberAccount(username), address: request.ip }),
      refusal: (retryAfterSeconds) => new QiyunError('5013', { retryAfterSeconds }),
      async attempt() {
        const login = await findMemberLogin(database, { memberId });
        if (!login || !(await matchesPassword(body.old_password, login.passwordHash))) throw wrongPassword();
        return login;
      },
    });
    const newHash = await hashPassword(body.new_password);
    const change = { memberId, oldHash, newHash, sessionHash };
    const act = (isChanged: boolean) =>
      isChanged ? ({ action: 'member.change_password' } as const) : undefined;
    const changes = auditedChanges(services, adminActor(request), act);
    if (!(await changes.transaction((tx) => changeMemberPassword(tx, change)))) throw wrongPassword();
    return {};
  });

function wrongPassword(): QiyunError {
  return new QiyunError('5010', { status: 400, detail: 'old_password: is wrong' });
}

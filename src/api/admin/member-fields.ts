import { type Static, Type } from 'typebox';
import type { Member } from '../../store/members.ts';
import { nullable } from '../nullable.ts';
import { secondsField } from './field-schemas.ts';
import { secondsOf, secondsOrNull } from './seconds.ts';

export const memberParams = Type.Object({ member_id: Type.String() });

/** Whatever its case, it is kept and compared in lower case. */
export const usernameField = Type.String({ pattern: '^[0-9A-Za-z._@+-]{3,64}$' });
export const newPasswordField = Type.String({ minLength: 8, maxLength: 128 });
export const roleField = Type.Enum(['manager', 'viewer']);

export const memberAnswer = Type.Object({
  member_id: Type.String(),
  enterprise_id: Type.String(),
  username: Type.String(),
  name: Type.String(),
  role: roleField,
  created_at: secondsField,
  last_login_at: nullable(secondsField),
});

export function toMemberAnswer(member: Member): Static<typeof memberAnswer> {
  const { memberId, enterpriseId, username, name, role, createdAtMs, lastLoginAtMs } = member;
  return {
    member_id: memberId,
    enterprise_id: enterpriseId,
    username,
    name,
    role,
    created_at: secondsOf(createdAtMs),
    last_login_at: secondsOrNull(lastLoginAtMs),
  };
}

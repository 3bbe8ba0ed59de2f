import { type Static, Type } from 'typebox';
import type { FoundUser } from '../store/search-users.ts';
import { nullable } from './nullable.ts';

/** What every face tells a back end of a user, in the document's order of `P/users/search`. */
export const userFields = {
  uid: Type.String(),
  username: nullable(Type.String()),
  phone: nullable(Type.String()),
  email: nullable(Type.String()),
  name: nullable(Type.String()),
  gender: nullable(Type.String()),
  birthday: nullable(Type.String()),
  address: nullable(Type.String()),
  remark: nullable(Type.String()),
  created_at: Type.Integer(),
  is_anonymous: Type.Boolean(),
};
const answer = Type.Object(userFields);

export function toUserAnswer(user: Omit<FoundUser, 'updatedAtMs'>): Static<typeof answer> {
  const { uid, username, phone, email, name, gender, birthday, address, remark } = user;
  return {
    uid,
    username,
    phone,
    email,
    name,
    gender,
    birthday,
    address,
    remark,
    created_at: Math.floor(user.createdAtMs / 1000),
    is_anonymous: user.isAnonymous,
  };
}

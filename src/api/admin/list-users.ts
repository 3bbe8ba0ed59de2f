import { type Static, Type } from 'typebox';
import { type FoundUser, searchUsers } from '../../store/search-users.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams, plainText, secondsField } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';
import { secondsOf } from './seconds.ts';

const userAnswer = Type.Object({
  uid: Type.String(),
  username: nullable(Type.String()),
  phone: nullable(Type.String()),
  email: nullable(Type.String()),
  is_anonymous: Type.Boolean(),
  created_at: secondsField,
});

const soughtText = Type.Optional(plainText(256));

const schema = {
  summary:
    'Lists the users of an enterprise, oldest first; those with a name, phone or email when one is given',
  params: enterpriseParams,
  querystring: Type.Object({
    username: soughtText,
    phone: soughtText,
    email: soughtText,
    ...pagingQuery,
  }),
  response: { 200: pageSchema(userAnswer) },
};

export const listUsersEndpoint = ({ database, catalog }: AdminServices) =>
  endpoint(schema, async ({ params, query: { username, phone, email, limit, skip }, url }) => {
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const filter = { enterpriseId, username, phone, email };
    const { rows, total } = await searchUsers(database, filter, { limit, skip });
    return pageOf(rows.map(toUserAnswer), { total, limit, skip, url });
  });

function toUserAnswer(user: FoundUser): Static<typeof userAnswer> {
  const { uid, username, phone, email, isAnonymous, createdAtMs } = user;
  return { uid, username, phone, email, is_anonymous: isAnonymous, created_at: secondsOf(createdAtMs) };
}

import { type Static, Type } from 'typebox';
import { type FoundUser, searchUsers } from '../../store/search-users.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import { toUserAnswer, userFields } from '../user-answer.ts';
import { enterpriseEndpoint, productQuery } from './enterprise-endpoint.ts';
import type { EnterpriseServices } from './enterprise-services.ts';

/** PostgreSQL has no texts with NUL. */
const text = Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\0]*$' }));

const registeredUser = Type.Object({
  ...userFields,
  updated_at: Type.Integer(),
});

const schema = {
  operationId: 'get_v1_users_search',
  tags: ['用户管理'],
  summary: '搜索注册用户',
  description: 'Users who registered with apps of the enterprise and match all filters given, exactly.',
  descriptionZh: '在企业的应用中注册、且完全匹配所有给定条件的用户。',
  querystring: Type.Object({
    ...productQuery,
    uid: text,
    appid: text,
    username: text,
    phone: text,
    email: text,
    ...pagingQuery,
  }),
  response: { 200: pageSchema(registeredUser) },
} as const;

export const registeredUsersSearch = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  enterpriseEndpoint(schema, async ({ query, url }, { enterpriseId }) => {
    const { uid, appid, username, phone, email, limit, skip } = query;
    const filter = { enterpriseId, uid, appid, username, phone, email };
    const { rows, total } = await searchUsers(database, filter, { limit, skip });
    return pageOf(rows.map(toAnswer), { total, limit, skip, url });
  });

function toAnswer(user: FoundUser): Static<typeof registeredUser> {
  return {
    ...toUserAnswer(user),
    updated_at: Math.floor(user.updatedAtMs / 1000),
  };
}

import { type Static, Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';
import { normalizeMac } from '../../model/identifiers.ts';
import { requireSubtree } from '../../store/device-group.ts';
import { type BoundUser, type BoundUserFilter, searchBoundUsers } from '../../store/search-bound-users.ts';
import { nullable } from '../nullable.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import { toUserAnswer, userFields } from '../user-answer.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

/** PostgreSQL has no texts with NUL. */
const text = Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\0]*$' });

const querystring = Type.Object({
  gid: Type.Optional(text),
  type: Type.Optional(Type.Enum(['uid', 'username', 'phone', 'email', 'did', 'mac', 'device_sn'])),
  val: Type.Optional(text),
  ...pagingQuery,
});
type Query = Static<typeof querystring>;

const boundUser = Type.Object({
  ...userFields,
  auth_src: nullable(Type.Object({}, { additionalProperties: true })),
  is_owner: Type.Optional(Type.Boolean()),
});

const schema = {
  operationId: 'get_v1_products_product_key_users_search',
  tags: ['用户管理'],
  summary: '搜索绑定用户',
  description:
    'Users of the enterprise who have bound devices of the product and match all that is given, exactly. is_owner is there only when searched by did.',
  descriptionZh: '绑定了产品设备、且完全匹配所有给定条件的企业用户。仅当按 did 搜索时返回 is_owner。',
  params: productParams,
  querystring,
  response: { 200: pageSchema(boundUser) },
  refusals: ['5201', '5206'],
} as const;

export const boundUsersSearch = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schema, async ({ query, url }, { enterprise, product }) => {
    const { gid, limit, skip } = query;
    const filter = {
      enterpriseId: enterprise.enterpriseId,
      productId: product.id,
      ...soughtUsers(query),
      ...(gid !== undefined && { groupIds: await requireSubtree(database, product.id, gid) }),
    };
    const { rows, total } = await searchBoundUsers(database, filter, { limit, skip });
    return pageOf(rows.map(toAnswer), { total, limit, skip, url });
  });

/** @throws QiyunError 5002 for one of `type` and `val` without the other */
function soughtUsers({ type, val }: Query): Partial<BoundUserFilter> {
  if (type === undefined && val === undefined) return {};
  if (val === undefined) throw invalidField('val', 'is required with type');
  if (type === undefined) throw invalidField('type', 'is required with val');
  if (type === 'mac') return { mac: normalizeMac(val) };
  return type === 'device_sn' ? { deviceSn: val } : { [type]: val };
}

function toAnswer(user: BoundUser): Static<typeof boundUser> {
  return {
    ...toUserAnswer(user),
    auth_src: user.authSrc,
    ...(user.isOwner !== null && { is_owner: user.isOwner }),
  };
}

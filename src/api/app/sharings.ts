import { type Static, Type } from 'typebox';
import { didPattern } from '../../model/identifiers.ts';
import type { Catalog } from '../../store/catalog.ts';
import { listSharings, type Sharing } from '../../store/sharings.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { AppServices } from './app-services.ts';
import { maskedName } from './masked-name.ts';
import { maskedText, sharingId, utcTime, utcTimeOf } from './sharing-fields.ts';
import { userEndpoint } from './user-endpoint.ts';

const status = {
  description: '0: pending, 1: accepted, 2: refused, 3: cancelled',
  'x-description-zh': '0 未接受，1 已接受，2 已拒绝，3 已取消',
};

const item = Type.Object({
  id: sharingId,
  type: Type.Integer({
    description: '0: with a user, 1: by a code',
    'x-description-zh': '0 普通分享，1 二维码分享',
  }),
  did: Type.String(),
  product_name: Type.String({ description: 'name of the product', 'x-description-zh': '产品名称' }),
  dev_alias: Type.String({ description: 'what the owner calls the device', 'x-description-zh': '设备别名' }),
  status: Type.Integer(status),
  uid: Type.String({ description: 'the other of the two', 'x-description-zh': '对方用户 id' }),
  username: maskedText,
  email: maskedText,
  phone: maskedText,
  user_alias: Type.String({
    description: 'what the user calls the other',
    'x-description-zh': '对方的备注名',
  }),
  created_at: utcTime,
  updated_at: utcTime,
  expired_at: utcTime,
});

const schema = {
  operationId: 'get_app_sharing',
  tags: ['设备分享'],
  summary: '查询分享邀请',
  description: 'What the user shares, or what is shared with him; the newest first.',
  descriptionZh: '用户发出或收到的分享邀请，最新的在前。',
  querystring: Type.Object({
    sharing_type: Type.Integer({
      minimum: 0,
      maximum: 1,
      description: '0: what the user shares, 1: what is shared with him',
      'x-description-zh': '0：我分享的设备，1：分享给我的设备',
    }),
    status: Type.Optional(Type.Integer({ minimum: 0, maximum: 3, ...status })),
    did: Type.Optional(Type.String({ pattern: didPattern })),
    ...pagingQuery,
  }),
  response: { 200: pageSchema(item) },
} as const satisfies DocumentedSchema;

export const sharings = ({ database, catalog }: AppServices) =>
  userEndpoint(schema, async ({ query, url }, { uid }) => {
    const { sharing_type: type, status, did, limit, skip } = query;
    const as = type === 0 ? 'owner' : 'guest';
    const { rows, total } = await listSharings(database, { uid, as, status, did, limit, skip });
    const objects = rows.map((sharing) => itemOf(sharing, catalog));
    return pageOf(objects, { total, limit, skip, url });
  });

function itemOf(sharing: Sharing, catalog: Catalog): Static<typeof item> {
  const { id, did, status, uid, username, email, phone } = sharing;
  const shown = (name: string | null) => (name === null ? null : maskedName(name));
  return {
    id,
    type: sharing.isByCode ? 1 : 0,
    did,
    product_name: catalog.productById(sharing.productId)?.name ?? '',
    dev_alias: sharing.devAlias,
    status,
    uid,
    username: shown(username),
    email: shown(email),
    phone: shown(phone),
    user_alias: sharing.userAlias,
    created_at: utcTimeOf(sharing.createdAtMs),
    updated_at: utcTimeOf(sharing.updatedAtMs),
    expired_at: utcTimeOf(sharing.expiredAtMs),
  };
}

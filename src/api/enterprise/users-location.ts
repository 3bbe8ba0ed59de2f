import { Type } from 'typebox';
import { countUserLocations } from '../../reports/user-locations.ts';
import { enterpriseEndpoint, productQuery } from './enterprise-endpoint.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { placeTreeSchema } from './place-tree-schema.ts';

const schema = {
  operationId: 'get_v1_users_location',
  tags: ['用户报表'],
  summary: '用户地理分布',
  description: 'Where the users of the enterprise are, by the address with which they last logged in.',
  descriptionZh: '企业用户的地理分布，按最近一次登录的 IP 地址。',
  querystring: Type.Object(productQuery),
  response: { 200: placeTreeSchema },
} as const;

export const usersLocation = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  enterpriseEndpoint(schema, (_call, { enterpriseId }) => countUserLocations(database, enterpriseId));

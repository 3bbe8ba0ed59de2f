import { Type } from 'typebox';
import { countBindingUsers } from '../../reports/binding-users.ts';
import { countedDevices } from '../../reports/counted-devices.ts';
import { nullable } from '../nullable.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';
import { gidQuery } from './report-query.ts';

const schema = {
  operationId: 'get_v1_products_product_key_users_report_total',
  tags: ['用户报表'],
  summary: '用户总数报表',
  description: 'How many users ever bound a device of the product, whether they still do or not.',
  descriptionZh: '曾经绑定过该产品设备的用户总数。',
  params: productParams,
  querystring: Type.Object({ gid: gidQuery }),
  response: { 200: Type.Object({ gid: nullable(Type.String()), total: Type.Integer() }) },
  refusals: ['5201', '5206'],
} as const;

export const usersReportTotal = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schema, async ({ query: { gid } }, { product }) => {
    const devices = await countedDevices(database, { productId: product.id, gid });
    return { gid: gid ?? null, total: await countBindingUsers(database, devices) };
  });

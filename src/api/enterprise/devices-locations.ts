import { Type } from 'typebox';
import { countedDevices } from '../../reports/counted-devices.ts';
import { countLocations } from '../../reports/device-locations.ts';
import { nullable } from '../nullable.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { placeTreeSchema } from './place-tree-schema.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';
import { gidQuery } from './report-query.ts';

const zeroOrOne = Type.Optional(Type.Integer({ minimum: 0, maximum: 1 }));

const schema = {
  operationId: 'get_v1_products_product_key_devices_locations',
  tags: ['设备报表'],
  summary: '获取设备地理位置分布',
  description:
    'Where the devices are that match all filters given. Disabled devices are not counted; total counts also those that are nowhere. A city is its number.',
  descriptionZh:
    '满足所有给定条件的设备的地理分布，不含已注销设备；total 包含位置未知的设备；城市的值即设备数。',
  params: productParams,
  querystring: Type.Object({
    gid: gidQuery,
    is_online: zeroOrOne,
    is_faulty: zeroOrOne,
    is_alert: zeroOrOne,
  }),
  response: {
    200: Type.Object({ gid: nullable(Type.String()), total: Type.Integer(), location: placeTreeSchema }),
  },
  refusals: ['5201', '5206'],
} as const;

export const devicesLocations = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schema, async ({ query }, { product }) => {
    const { gid } = query;
    const devices = await countedDevices(database, { productId: product.id, gid });
    const filter = {
      online: toBoolean(query.is_online),
      faulty: toBoolean(query.is_faulty),
      alert: toBoolean(query.is_alert),
    };
    return { gid: gid ?? null, ...(await countLocations(database, devices, filter)) };
  });

function toBoolean(value: number | undefined): boolean | undefined {
  return value === undefined ? undefined : value === 1;
}

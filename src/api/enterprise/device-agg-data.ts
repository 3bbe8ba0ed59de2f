import { QiyunError } from '../../model/errors.ts';
import { aggregate, aggregatedAnswer, aggregationQuery } from '../aggregated-data.ts';
import { deviceOfProduct } from './device-of-product.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { deviceParams, productEndpoint } from './product-endpoint.ts';

const schema = {
  operationId: 'get_v1_products_product_key_devices_did_agg_data',
  tags: ['设备管理'],
  summary: '获取设备聚合数据',
  description:
    'Sums, averages, greatest and least of the numbers that the device reported, by hour, day, week or month. The product must have opted in (agg_data); only what is reported after that counts.',
  descriptionZh:
    '按小时、天、周、月聚合设备上报的数值型数据点。需为产品开通 agg_data，只统计开通后上报的数据。',
  params: deviceParams,
  querystring: aggregationQuery,
  response: { 200: aggregatedAnswer },
  refusals: ['5018', '5301', '5302', '5401', '5402'],
} as const;

export const deviceAggData = (services: EnterpriseServices) =>
  productEndpoint(schema, async ({ params, query }, { product }) => {
    const { deviceId, did } = await deviceOfProduct(services.devices, product, params.did);
    if (!product.aggData) throw new QiyunError('5018', { detail: 'agg_data is off for this product' });
    return aggregate(services, { deviceId, did, product }, query);
  });

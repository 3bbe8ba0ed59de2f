import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { aggregate, aggregatedAnswer, aggregationQuery } from '../aggregated-data.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { ownDevice } from './own-device.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'get_app_devdata_did_agg_data',
  tags: ['应用设备'],
  summary: '获取设备聚合数据',
  description:
    'Sums, averages, greatest and least of the numbers that a device of the user reported, by hour, day, week or month. Its product must have opted in (9029 otherwise); only what is reported after that counts.',
  descriptionZh:
    '按小时、天、周、月聚合用户已绑定设备上报的数值型数据点。需为产品开通 agg_data（否则为 9029），只统计开通后上报的数据。',
  params: Type.Object({ did: Type.String() }),
  querystring: aggregationQuery,
  response: { 200: aggregatedAnswer },
  refusals: ['9014', '9017', '9025', '9029'],
} as const satisfies DocumentedSchema;

export const aggData = (services: AppServices) =>
  userEndpoint(schema, async ({ params, query }, user) => {
    const { deviceId, did, productId } = await ownDevice(services, user, params.did);
    const product = services.catalog.productById(productId);
    if (!product) throw new QiyunError('9014');
    if (!product.aggData) throw new QiyunError('9029', { detail: 'agg_data is off for this product' });
    return aggregate(services, { deviceId, did, product }, query);
  });

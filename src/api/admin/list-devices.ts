import { Type } from 'typebox';
import { listManagedDevices } from '../../store/managed-device.ts';
import { endpoint } from '../endpoint.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { deviceAnswer, toDeviceAnswer } from './device-answer.ts';
import { productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';

const schema = {
  summary: 'Lists the devices of a product, oldest first',
  params: productParams,
  querystring: Type.Object(pagingQuery),
  response: { 200: pageSchema(deviceAnswer) },
};

export const listDevicesEndpoint = ({ database, catalog }: AdminServices) =>
  endpoint(schema, async ({ params, query: { limit, skip }, url }) => {
    const { id: productId } = knownProduct(catalog, params.product_key);
    const { rows, total } = await listManagedDevices(database, { productId, limit, skip });
    return pageOf(rows.map(toDeviceAnswer), { total, limit, skip, url });
  });

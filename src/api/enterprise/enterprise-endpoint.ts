import { Type } from 'typebox';
import type { Enterprise } from '../../store/catalog.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { type Answer, type Call, type Endpoint, endpoint } from '../endpoint.ts';
import { callerSlot } from './product-endpoint.ts';

const product = {
  description:
    'a product of the enterprise, by its secret or its key; one of product_secret and product_key is needed',
  'x-description-zh': '企业的产品，以产品密钥或产品标识码指定；product_secret 与 product_key 二选一',
};

/** Either name takes either value (contract.md §2, enterprise endpoints). */
export const productQuery = {
  product_secret: Type.Optional(Type.String(product)),
  product_key: Type.Optional(Type.String(product)),
};

/** An endpoint that is called with id and secret of the enterprise in headers (contract.md §2, enterprise endpoints). */
export function enterpriseEndpoint<const S extends DocumentedSchema>(
  schema: S,
  answer: (call: Call<S>, enterprise: Enterprise) => Promise<Answer<S>>,
): Endpoint {
  return endpoint(schema, (call, request) => answer(call, callerSlot.get(request)!.enterprise));
}

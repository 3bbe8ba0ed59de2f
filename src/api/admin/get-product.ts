import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';
import { fullProductAnswer, toFullProductAnswer } from './product-answer.ts';

const schema = {
  summary: 'Shows a product with its definition',
  params: productParams,
  response: { 200: fullProductAnswer },
};

export const getProductEndpoint = ({ catalog }: AdminServices) =>
  endpoint(schema, async ({ params }) => toFullProductAnswer(knownProduct(catalog, params.product_key)));

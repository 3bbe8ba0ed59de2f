import { Type } from 'typebox';
import { productAnswer, toProductAnswer } from '../admin/product-answer.ts';
import { endpoint } from '../endpoint.ts';
import { visibleProducts } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const schema = {
  summary: 'Lists the products that the caller may see, oldest first',
  response: { 200: Type.Object({ products: Type.Array(productAnswer) }) },
};

export const listVisibleProductsEndpoint = ({ catalog }: ConsoleServices) =>
  endpoint(schema, async (_call, request) => ({
    products: visibleProducts(catalog, request).map(toProductAnswer),
  }));

import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';
import { pageOfList } from './page-of-list.ts';
import { productAnswer, toProductAnswer } from './product-answer.ts';

const schema = {
  summary: 'Lists the products that an enterprise owns, oldest first',
  params: enterpriseParams,
  querystring: Type.Object(pagingQuery),
  response: { 200: pageSchema(productAnswer) },
};

export const listProductsEndpoint = ({ catalog }: AdminServices) =>
  endpoint(schema, async (request) => {
    const { enterpriseId } = knownEnterprise(catalog, request.params.enterprise_id);
    const products = catalog.products().filter((product) => product.enterpriseId === enterpriseId);
    return pageOfList(products, request, toProductAnswer);
  });

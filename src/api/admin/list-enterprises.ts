import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseAnswer, toEnterpriseAnswer } from './enterprise-answer.ts';
import { pageOfList } from './page-of-list.ts';

const schema = {
  summary: 'Lists the enterprises, oldest first',
  querystring: Type.Object(pagingQuery),
  response: { 200: pageSchema(enterpriseAnswer) },
};

export const listEnterprisesEndpoint = ({ catalog }: AdminServices) =>
  endpoint(schema, async (request) => pageOfList(catalog.enterprises(), request, toEnterpriseAnswer));

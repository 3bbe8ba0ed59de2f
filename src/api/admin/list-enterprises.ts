import { Type } from 'typebox';
import { consoleCaller } from '../console/console-caller.ts';
import { endpoint } from '../endpoint.ts';
import { pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseAnswer, toEnterpriseAnswer } from './enterprise-answer.ts';
import { pageOfList } from './page-of-list.ts';

const schema = {
  summary: 'Lists the enterprises that the caller may see, oldest first',
  querystring: Type.Object(pagingQuery),
  response: { 200: pageSchema(enterpriseAnswer) },
};

export const listEnterprisesEndpoint = ({ catalog }: AdminServices) =>
  endpoint(schema, async (call, request) => {
    const { enterpriseId: own } = consoleCaller(request);
    const visible = catalog
      .enterprises()
      .filter(({ enterpriseId }) => own === undefined || own === enterpriseId);
    return pageOfList(visible, call, toEnterpriseAnswer);
  });

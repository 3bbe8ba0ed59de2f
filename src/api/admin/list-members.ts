import { Type } from 'typebox';
import { listMembers } from '../../store/members.ts';
import { endpoint } from '../endpoint.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';
import { memberAnswer, toMemberAnswer } from './member-fields.ts';

const schema = {
  summary: 'Lists those of an enterprise who work at the console, oldest first',
  params: enterpriseParams,
  querystring: Type.Object(pagingQuery),
  response: { 200: pageSchema(memberAnswer) },
};

export const listMembersEndpoint = ({ database, catalog }: AdminServices) =>
  endpoint(schema, async ({ params, query: { limit, skip }, url }) => {
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const { rows, total } = await listMembers(database, { enterpriseId, limit, skip });
    return pageOf(rows.map(toMemberAnswer), { total, limit, skip, url });
  });

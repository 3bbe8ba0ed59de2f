import { type Static, Type } from 'typebox';
import type { App } from '../../store/catalog.ts';
import { endpoint } from '../endpoint.ts';
import { pageSchema, pagingQuery } from '../paging.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams, secondsField } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';
import { pageOfList } from './page-of-list.ts';
import { secondsOf } from './seconds.ts';

const appAnswer = Type.Object({
  appid: Type.String(),
  enterprise_id: Type.String(),
  name: Type.String(),
  created_at: secondsField,
});

const schema = {
  summary: 'Lists the apps of an enterprise, oldest first',
  params: enterpriseParams,
  querystring: Type.Object(pagingQuery),
  response: { 200: pageSchema(appAnswer) },
};

export const listAppsEndpoint = ({ catalog }: AdminServices) =>
  endpoint(schema, async (request) => {
    const { enterpriseId } = knownEnterprise(catalog, request.params.enterprise_id);
    const apps = catalog.apps().filter((app) => app.enterpriseId === enterpriseId);
    return pageOfList(apps, request, toAppAnswer);
  });

function toAppAnswer({ appid, enterpriseId, name, createdAtMs }: App): Static<typeof appAnswer> {
  return { appid, enterprise_id: enterpriseId, name, created_at: secondsOf(createdAtMs) };
}

import { deleteApp } from '../../store/write-app.ts';
import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { appParams, nothing } from './field-schemas.ts';
import { knownApp } from './known-entity.ts';

const schema = {
  summary: 'Erases an app',
  params: appParams,
  response: { 200: nothing },
};

export const deleteAppEndpoint = ({ database, catalog }: AdminServices) =>
  endpoint(schema, async ({ params }) => {
    const { appid } = knownApp(catalog, params.appid);
    await deleteApp(database, appid);
    await catalog.reload();
    return {};
  });

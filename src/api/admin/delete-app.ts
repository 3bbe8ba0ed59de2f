import { deleteApp } from '../../store/write-app.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { appParams, nothing } from './field-schemas.ts';
import { knownApp } from './known-entity.ts';

const schema = {
  summary: 'Erases an app',
  params: appParams,
  response: { 200: nothing },
};

export const deleteAppEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { catalog } = services;
    const { appid, enterpriseId } = knownApp(catalog, params.appid);
    const changes = auditedChanges(services, adminActor(request), {
      action: 'app.erase',
      enterpriseId,
      appid,
    });
    await changes.transaction((tx) => deleteApp(tx, appid));
    await catalog.reload();
    return {};
  });

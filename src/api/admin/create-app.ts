import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createApp } from '../../store/write-app.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams, hexIdentifierField, nameField } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';

const schema = {
  summary: 'Creates an app of an enterprise; its secret is shown this once',
  params: enterpriseParams,
  body: Type.Object(
    {
      name: nameField,
      appid: Type.Optional(hexIdentifierField),
      app_secret: Type.Optional(hexIdentifierField),
    },
    { additionalProperties: false },
  ),
  response: { 201: Type.Object({ appid: Type.String(), app_secret: Type.String() }) },
};

export const createAppEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { catalog, clock } = services;
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const appid = body.appid ?? newHexIdentifier();
    const secret = body.app_secret ?? newHexIdentifier();
    const { name } = body;
    const act = { action: 'app.create', enterpriseId, appid, detail: { name } } as const;
    const app = { appid, secret, enterpriseId, name, createdAtMs: clock() };
    await auditedChanges(services, adminActor(request), act).transaction((tx) => createApp(tx, app));
    await catalog.reload();
    return { appid, app_secret: secret };
  });

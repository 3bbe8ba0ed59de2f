import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createApp } from '../../store/write-app.ts';
import { endpoint } from '../endpoint.ts';
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

export const createAppEndpoint = ({ database, catalog, clock }: AdminServices) =>
  endpoint(schema, async ({ params, body }) => {
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const appid = body.appid ?? newHexIdentifier();
    const secret = body.app_secret ?? newHexIdentifier();
    await createApp(database, { appid, secret, enterpriseId, name: body.name, createdAtMs: clock() });
    await catalog.reload();
    return { appid, app_secret: secret };
  });

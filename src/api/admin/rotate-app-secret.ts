import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { rotateAppSecret } from '../../store/write-app.ts';
import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { appParams } from './field-schemas.ts';
import { knownApp } from './known-entity.ts';

const schema = {
  summary: 'Gives an app a new secret, shown this once',
  params: appParams,
  response: { 200: Type.Object({ appid: Type.String(), app_secret: Type.String() }) },
};

export const rotateAppSecretEndpoint = ({ database, catalog }: AdminServices) =>
  endpoint(schema, async ({ params }) => {
    const { appid } = knownApp(catalog, params.appid);
    const secret = newHexIdentifier();
    await rotateAppSecret(database, appid, secret);
    await catalog.reload();
    return { appid, app_secret: secret };
  });

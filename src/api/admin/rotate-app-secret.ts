import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { rotateAppSecret } from '../../store/write-app.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { appParams } from './field-schemas.ts';
import { knownApp } from './known-entity.ts';

const schema = {
  summary: 'Gives an app a new secret, shown this once',
  params: appParams,
  response: { 200: Type.Object({ appid: Type.String(), app_secret: Type.String() }) },
};

export const rotateAppSecretEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { catalog } = services;
    const { appid, enterpriseId } = knownApp(catalog, params.appid);
    const secret = newHexIdentifier();
    const act = { action: 'app.rotate_secret', enterpriseId, appid } as const;
    const changes = auditedChanges(services, adminActor(request), act);
    await changes.transaction((tx) => rotateAppSecret(tx, appid, secret));
    await catalog.reload();
    return { appid, app_secret: secret };
  });

import { Type } from 'typebox';
import { didPattern } from '../../model/identifiers.ts';
import { refuseWaitingDevices } from '../../store/refuse-waiting-devices.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';

const schema = {
  summary: 'Refuses devices that wait for approval, now and when they come again',
  params: productParams,
  body: Type.Object(
    { dids: Type.Array(Type.String({ pattern: didPattern }), { minItems: 1, maxItems: 1000 }) },
    { additionalProperties: false },
  ),
  response: { 200: Type.Object({ refused: Type.Array(Type.String()), failed: Type.Array(Type.String()) }) },
};

export const refuseWaitingDevicesEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body: { dids } }, request) => {
    const { catalog, clock } = services;
    const { id: productId, productKey } = knownProduct(catalog, params.product_key);
    const changes = auditedChanges(services, adminActor(request), (refused: string[]) =>
      refused.length === 0 ? undefined : { action: 'device.refuse', productKey, dids: refused },
    );
    const refused = new Set(await refuseWaitingDevices(changes, { productId, dids, refusedAtMs: clock() }));
    return {
      refused: dids.filter((did) => refused.has(did)),
      failed: dids.filter((did) => !refused.has(did)),
    };
  });

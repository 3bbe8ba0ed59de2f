import { Type } from 'typebox';
import { didPattern, macPattern, normalizeMac } from '../../model/identifiers.ts';
import { approveWaitingDevices } from '../../store/approve-waiting-devices.ts';
import type { ImportOutcome } from '../../store/import-devices.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';

const givenDevice = Type.Object(
  {
    did: Type.String({ pattern: didPattern }),
    mac: Type.Optional(nullable(Type.String({ pattern: macPattern }))),
  },
  { additionalProperties: false },
);

const schema = {
  summary: 'Makes devices of those that wait for approval; they keep their did and passcode',
  params: productParams,
  body: Type.Object(
    { devices: Type.Array(givenDevice, { minItems: 1, maxItems: 1000 }) },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({
      approved: Type.Array(Type.Object({ did: Type.String() })),
      failed: Type.Array(
        Type.Object({
          /** Position in the request. */
          index: Type.Integer(),
          did: Type.String(),
          error_code: Type.String(),
          detail: Type.String(),
        }),
      ),
    }),
  },
};

export const approveWaitingDevicesEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { catalog, seal, clock } = services;
    const { id: productId, productKey } = knownProduct(catalog, params.product_key);
    const devices = body.devices.map(({ did, mac }) => ({
      did,
      mac: mac == null ? undefined : normalizeMac(mac),
    }));
    const changes = auditedChanges(services, adminActor(request), (outcomes: ImportOutcome[]) => {
      const dids = outcomes.flatMap((outcome) => ('did' in outcome ? outcome.did : []));
      return dids.length === 0 ? undefined : { action: 'device.approve', productKey, dids };
    });
    const outcomes = await approveWaitingDevices(changes, seal, {
      productId,
      devices,
      approvedAtMs: clock(),
    });
    return {
      approved: outcomes.flatMap((outcome) => ('did' in outcome ? { did: outcome.did } : [])),
      failed: outcomes.flatMap((outcome, index) =>
        'did' in outcome
          ? []
          : { index, did: devices[index]!.did, error_code: '5002', detail: outcome.refusal },
      ),
    };
  });

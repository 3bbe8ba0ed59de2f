import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { eraseDevices } from './erase-devices.ts';
import { deviceParams, nothing } from './field-schemas.ts';
import { knownDevice } from './known-entity.ts';

const schema = {
  summary: 'Erases a device and all that is kept of it',
  params: deviceParams,
  response: { 200: nothing },
};

export const deleteDeviceEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { deviceId, did, productKey } = await knownDevice(services.database, params.did);
    const act = { action: 'device.erase', productKey, dids: [did] } as const;
    await eraseDevices(services, [deviceId], auditedChanges(services, adminActor(request), act));
    return {};
  });

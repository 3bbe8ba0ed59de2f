import { endpoint } from '../endpoint.ts';
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
  endpoint(schema, async ({ params }) => {
    const { deviceId } = await knownDevice(services.database, params.did);
    await eraseDevices(services, [deviceId]);
    return {};
  });

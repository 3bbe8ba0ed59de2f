import { Type } from 'typebox';
import { updateDevice } from '../../store/update-device.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { deviceAnswer, toDeviceAnswer } from './device-answer.ts';
import { deviceParams, plainText } from './field-schemas.ts';
import { knownDevice } from './known-entity.ts';

const placeName = nullable(plainText(64));

const schema = {
  summary: 'Disables or enables a device, or says where it is',
  params: deviceParams,
  body: Type.Partial(
    Type.Object({
      is_disabled: Type.Boolean(),
      longitude: nullable(Type.Number({ minimum: -180, maximum: 180 })),
      latitude: nullable(Type.Number({ minimum: -90, maximum: 90 })),
      country: placeName,
      region: placeName,
      city: placeName,
    }),
    { additionalProperties: false },
  ),
  response: { 200: deviceAnswer },
};

export const updateDeviceEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { database, commands } = services;
    const { deviceId, did, productKey } = await knownDevice(database, params.did);
    const { is_disabled: isDisabled, longitude, latitude, country, region, city } = body;
    // Where a device is may be where somebody lives: only that it was said is kept.
    const detail = { is_disabled: isDisabled, fields: Object.keys(body) };
    const act = { action: 'device.update', productKey, dids: [did], detail } as const;
    const changes = auditedChanges(services, adminActor(request), act);
    await updateDevice(changes, deviceId, { isDisabled, longitude, latitude, country, region, city });
    // Only now: a session ended before its login is refused would be back at once (contract.md §4, 5304).
    if (isDisabled) await commands.disconnect(deviceId, 'offline_reset');
    return toDeviceAnswer(await knownDevice(database, params.did));
  });

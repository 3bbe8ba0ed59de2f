import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { auditedCommand } from '../audited-command.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { deviceParams, nothing } from './field-schemas.ts';
import { knownDevice } from './known-entity.ts';

const schema = {
  summary: 'Tells a device to look for new firmware now',
  params: deviceParams,
  body: Type.Object({ type: Type.Enum(['wifi', 'mcu']) }, { additionalProperties: false }),
  response: { 200: nothing },
};

export const checkFirmwareEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { database, commands } = services;
    const { deviceId, did, productKey } = await knownDevice(database, params.did);
    const act = { action: 'device.check_firmware', productKey, dids: [did], detail: body } as const;
    await auditedCommand(services, { ...adminActor(request), ...act }, async () => {
      if (!(await commands.checkFirmware(deviceId, body.type))) throw new QiyunError('5305');
    });
    return {};
  });

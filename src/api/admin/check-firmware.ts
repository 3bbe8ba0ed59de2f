import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { deviceParams, nothing } from './field-schemas.ts';
import { knownDevice } from './known-entity.ts';

const schema = {
  summary: 'Tells a device to look for new firmware now',
  params: deviceParams,
  body: Type.Object({ type: Type.Enum(['wifi', 'mcu']) }, { additionalProperties: false }),
  response: { 200: nothing },
};

export const checkFirmwareEndpoint = ({ database, commands }: AdminServices) =>
  endpoint(schema, async ({ params, body }) => {
    const { deviceId } = await knownDevice(database, params.did);
    if (!(await commands.checkFirmware(deviceId, body.type))) throw new QiyunError('5305');
    return {};
  });

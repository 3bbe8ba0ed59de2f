import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { deviceAnswer, toDeviceAnswer } from './device-answer.ts';
import { deviceParams } from './field-schemas.ts';
import { knownDevice } from './known-entity.ts';

const schema = {
  summary: 'Shows a device',
  params: deviceParams,
  response: { 200: deviceAnswer },
};

export const getDeviceEndpoint = ({ database }: AdminServices) =>
  endpoint(schema, async ({ params }) => toDeviceAnswer(await knownDevice(database, params.did)));

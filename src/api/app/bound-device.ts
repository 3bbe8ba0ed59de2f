import { Type } from 'typebox';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { bindingObject, bindingObjectOf } from './binding-object.ts';
import { ownDevice } from './own-device.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'get_app_devices_did',
  tags: ['应用设备'],
  summary: '获取设备详情',
  description: 'A device that the user has bound.',
  descriptionZh: '用户已绑定的设备。',
  params: Type.Object({ did: Type.String() }),
  response: { 200: bindingObject },
  refusals: ['9014', '9017'],
} as const satisfies DocumentedSchema;

export const boundDevice = (services: AppServices) =>
  userEndpoint(schema, async ({ params }, user, request) =>
    bindingObjectOf(services, await ownDevice(services, user, params.did), request),
  );

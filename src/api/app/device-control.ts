import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { controlBody, parseCommand } from '../control-command.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { ownDevice } from './own-device.ts';
import { userActor } from './user-actor.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'post_app_control_did',
  tags: ['应用设备'],
  summary: '远程控制设备',
  description:
    'Sends a command, raw or by data points, to a device that the user has bound, and answers when the device has acknowledged it.',
  descriptionZh: '以原始指令 raw 或数据点 attrs 控制已绑定的设备，设备确认后才返回。',
  params: Type.Object({ did: Type.String() }),
  body: controlBody,
  response: { 200: Type.Object({}) },
  refusals: ['9014', '9017', '9021', '9023', '9025', '9029', '9042'],
} as const satisfies DocumentedSchema;

export const deviceControl = (services: AppServices) =>
  userEndpoint(schema, async ({ params, body }, user, request) => {
    const command = parseCommand(body);
    const device = await ownDevice(services, user, params.did);
    const product = services.catalog.productById(device.productId);
    if (!product) throw new QiyunError('9014');
    if (device.isDisabled) throw new QiyunError('9023');
    if (!device.isOnline) throw new QiyunError('9042');
    await command(services, userActor(user, request), { ...device, product });
    return {};
  });

import { Type } from 'typebox';
import { listBoundDevices } from '../../store/bound-devices.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { pagingQuery } from '../paging.ts';
import type { AppServices } from './app-services.ts';
import { bindingObject, bindingObjectOf } from './binding-object.ts';
import { userEndpoint } from './user-endpoint.ts';

const flag = { minimum: 0, maximum: 1, default: 0 };

const schema = {
  operationId: 'get_app_bindings',
  tags: ['应用绑定'],
  summary: '获取绑定列表',
  description: 'The devices that the user has bound, the newest binding first.',
  descriptionZh: '用户绑定的设备，最新的绑定在前。',
  querystring: Type.Object({
    ...pagingQuery,
    show_disabled: Type.Integer({
      ...flag,
      description: '1: disabled devices, too',
      'x-description-zh': '是否显示已注销的设备，1 显示，0 不显示',
    }),
    show_proto_ver: Type.Integer({
      ...flag,
      description: '1: with proto_ver',
      'x-description-zh': '是否显示通信协议版本，1 显示，0 不显示',
    }),
  }),
  response: { 200: Type.Object({ devices: Type.Array(bindingObject) }) },
} as const satisfies DocumentedSchema;

/** The protocol of the modules that this cloud serves (app-open-api.md §5.2). */
const protocolVersion = '04';

export const bindings = (services: AppServices) =>
  userEndpoint(schema, async ({ query }, { uid }, request) => {
    const { limit, skip, show_disabled: showDisabled, show_proto_ver: showProtoVer } = query;
    const page = { uid, withDisabled: showDisabled === 1, limit, skip };
    const bound = await listBoundDevices(services.database, page);
    const more = showProtoVer === 1 ? { proto_ver: protocolVersion } : {};
    return { devices: bound.map((device) => ({ ...bindingObjectOf(services, device, request), ...more })) };
  });

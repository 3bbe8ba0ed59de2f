import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { BoundDevice } from '../../store/bound-devices.ts';
import { nullable } from '../nullable.ts';
import type { AppServices } from './app-services.ts';
import { connectionFields, whereToConnect } from './where-to-connect.ts';

const version = nullable(
  Type.String({ description: 'version that the module told', 'x-description-zh': '模组上报的版本号' }),
);

/** A bound device with every member that clients in the field read (app-open-api.md §5.2, binding object). */
export const bindingObject = Type.Object({
  did: Type.String(),
  mac: Type.String(),
  product_key: Type.String(),
  product_name: Type.String({ description: 'name of the product', 'x-description-zh': '产品名称' }),
  passcode: Type.String({
    description: 'passcode of the device, empty when nobody knows it',
    'x-description-zh': '设备 passcode，未知时为空',
  }),
  ...connectionFields,
  is_online: Type.Boolean(),
  is_disabled: Type.Boolean(),
  is_sandbox: Type.Boolean({ description: 'always false', 'x-description-zh': '总为 false' }),
  is_low_power: Type.Boolean({ description: 'always false', 'x-description-zh': '总为 false' }),
  sleep_duration: Type.Integer({ description: 'always 0', 'x-description-zh': '总为 0' }),
  protoc: Type.Integer({ description: '3: Wi-Fi', 'x-description-zh': '3：Wi-Fi' }),
  proto_ver: Type.Optional(
    Type.String({ description: 'with show_proto_ver=1', 'x-description-zh': 'show_proto_ver=1 时返回' }),
  ),
  type: Type.String({ description: 'always normal', 'x-description-zh': '总为 normal' }),
  gw_did: Type.Null({ description: 'always null', 'x-description-zh': '总为 null' }),
  mesh_id: Type.Null({ description: 'always null', 'x-description-zh': '总为 null' }),
  state_last_timestamp: Type.Integer({
    description: 'when the device last reported data, seconds since the epoch; 0 when it never did',
    'x-description-zh': '设备最近一次上报数据的时间，秒；从未上报为 0',
  }),
  mcu_hard_version: version,
  mcu_soft_version: version,
  wifi_hard_version: version,
  wifi_soft_version: version,
  role: Type.Enum(['special', 'owner', 'guest', 'normal'], {
    description:
      'special: first to bind it; owner: it is his; guest: it is shared with him; normal: the rest',
    'x-description-zh': 'special 首个绑定者，owner 拥有者，guest 被分享者，normal 其他',
  }),
  remark: Type.String({ description: 'remark of the user', 'x-description-zh': '用户的备注' }),
  dev_alias: Type.String({ description: 'name that the user gave it', 'x-description-zh': '设备别名' }),
  dev_label: Type.Array(Type.String(), {
    description: 'labels that the user gave it',
    'x-description-zh': '设备标签',
  }),
});

type Services = Pick<AppServices, 'catalog' | 'seal' | 'addresses'>;

/** For the user whose binding it is. */
export function bindingObjectOf(
  { catalog, seal, addresses }: Services,
  device: BoundDevice,
  request: FastifyRequest,
): Static<typeof bindingObject> {
  const product = catalog.productById(device.productId);
  const { did, mac, passcodeSealed, role, remark } = device;
  return {
    did,
    mac,
    product_key: product?.productKey ?? '',
    product_name: product?.name ?? '',
    passcode: passcodeSealed ? seal.open(passcodeSealed) : '',
    ...whereToConnect(addresses, request),
    ...stateOf(device),
    ...whatEveryDeviceIs,
    role,
    remark,
    dev_alias: device.devAlias,
    dev_label: device.devLabel,
  };
}

/** Modules on Wi-Fi without gateway or mesh are all that this cloud has. */
const whatEveryDeviceIs = {
  is_sandbox: false,
  is_low_power: false,
  sleep_duration: 0,
  protoc: 3,
  gw_did: null,
  mesh_id: null,
};

function stateOf(device: BoundDevice) {
  return {
    type: device.type,
    is_online: device.isOnline,
    is_disabled: device.isDisabled,
    state_last_timestamp: Math.floor((device.reportedAtMs ?? 0) / 1000),
    mcu_hard_version: device.mcuHardVersion,
    mcu_soft_version: device.mcuSoftVersion,
    wifi_hard_version: device.wifiHardVersion,
    wifi_soft_version: device.wifiSoftVersion,
  };
}

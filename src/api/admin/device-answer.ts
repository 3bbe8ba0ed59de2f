import { type Static, Type } from 'typebox';
import type { ManagedDevice } from '../../store/managed-device.ts';
import { nullable } from '../nullable.ts';
import { secondsField } from './field-schemas.ts';
import { secondsOf, secondsOrNull } from './seconds.ts';

const nullableText = nullable(Type.String());
const nullableSeconds = nullable(secondsField);

export const deviceAnswer = Type.Object({
  did: Type.String(),
  mac: Type.String(),
  product_key: Type.String(),
  device_sn: nullableText,
  type: Type.String(),
  is_disabled: Type.Boolean(),
  is_online: Type.Boolean(),
  /** False until the device has registered or was imported with its passcode. */
  has_passcode: Type.Boolean(),
  created_at: secondsField,
  first_online_at: nullableSeconds,
  online_at: nullableSeconds,
  reported_at: nullableSeconds,
  client_ip: nullableText,
  rejected_count: Type.Integer(),
  mcu_hard_version: nullableText,
  mcu_soft_version: nullableText,
  wifi_hard_version: nullableText,
  wifi_soft_version: nullableText,
  longitude: nullable(Type.Number()),
  latitude: nullable(Type.Number()),
  country: nullableText,
  region: nullableText,
  city: nullableText,
  /** Of the device group that it is in. */
  gid: nullableText,
});

export function toDeviceAnswer(device: ManagedDevice): Static<typeof deviceAnswer> {
  return {
    did: device.did,
    mac: device.mac,
    product_key: device.productKey,
    device_sn: device.deviceSn,
    type: device.type,
    is_disabled: device.isDisabled,
    is_online: device.isOnline,
    has_passcode: device.hasPasscode,
    created_at: secondsOf(device.createdAtMs),
    first_online_at: secondsOrNull(device.firstOnlineAtMs),
    online_at: secondsOrNull(device.onlineAtMs),
    reported_at: secondsOrNull(device.reportedAtMs),
    client_ip: device.clientIp,
    rejected_count: device.rejectedCount,
    mcu_hard_version: device.mcuHardVersion,
    mcu_soft_version: device.mcuSoftVersion,
    wifi_hard_version: device.wifiHardVersion,
    wifi_soft_version: device.wifiSoftVersion,
    longitude: device.longitude,
    latitude: device.latitude,
    country: device.country,
    region: device.region,
    city: device.city,
    gid: device.gid,
  };
}

import { type Static, Type } from 'typebox';
import { type ListedDevice, listDevicePage } from '../../store/listed-devices.ts';
import { secondsOf, secondsOrNull } from '../admin/seconds.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { listedDeviceFilterOf, listedDeviceQuery } from './listed-device-query.ts';

const nullableText = nullable(Type.String());

const listedDevice = Type.Object({
  did: Type.String(),
  mac: Type.String(),
  is_online: Type.Boolean(),
  is_disabled: Type.Boolean(),
  is_faulty: Type.Boolean(),
  is_alert: Type.Boolean(),
  country: nullableText,
  region: nullableText,
  city: nullableText,
  /** Of the device group that it is in; its name is empty when nobody has named it. */
  gid: nullableText,
  group_name: nullableText,
  created_at: Type.Integer(),
  /** Start of the present session, or of the last one. */
  online_at: nullable(Type.Integer()),
  reported_at: nullable(Type.Integer()),
  mcu_hard_version: nullableText,
  mcu_soft_version: nullableText,
  wifi_hard_version: nullableText,
  wifi_soft_version: nullableText,
});

const schema = {
  summary: 'A page of the devices of a product that match, in the order of their creation',
  params: Type.Object({ product_key: Type.String() }),
  querystring: Type.Object({ ...listedDeviceQuery, ...pagingQuery }),
  response: { 200: pageSchema(listedDevice) },
};

export const listDevicesEndpoint = ({ catalog, database, calendar }: ConsoleServices) =>
  endpoint(schema, async ({ params, query, url }, request) => {
    const { id: productId, enterpriseId } = visibleProduct(catalog, request, params.product_key);
    const filter = await listedDeviceFilterOf(database, query, { productId, enterpriseId, calendar });
    const { limit, skip } = query;
    const { rows, total } = await listDevicePage(database, filter, { limit, skip });
    return pageOf(rows.map(toAnswer), { total, limit, skip, url });
  });

function toAnswer(device: ListedDevice): Static<typeof listedDevice> {
  return {
    did: device.did,
    mac: device.mac,
    is_online: device.isOnline,
    is_disabled: device.isDisabled,
    is_faulty: device.isFaulty,
    is_alert: device.isAlert,
    country: device.country,
    region: device.region,
    city: device.city,
    gid: device.gid,
    group_name: device.groupName,
    created_at: secondsOf(device.createdAtMs),
    online_at: secondsOrNull(device.onlineAtMs),
    reported_at: secondsOrNull(device.reportedAtMs),
    mcu_hard_version: device.mcuHardVersion,
    mcu_soft_version: device.mcuSoftVersion,
    wifi_hard_version: device.wifiHardVersion,
    wifi_soft_version: device.wifiSoftVersion,
  };
}

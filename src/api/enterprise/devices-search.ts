import { type Static, Type } from 'typebox';
import { type FoundDevice, searchDevices } from '../../store/search-devices.ts';
import { deviceFilterOf, deviceFilterQuery } from '../device-filter.ts';
import { nullable } from '../nullable.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

const querystring = Type.Object({ ...deviceFilterQuery, ...pagingQuery });

const foundDevice = Type.Object({
  did: Type.String(),
  mac: Type.String(),
  is_online: Type.Integer(),
  country: nullable(Type.String()),
  region: nullable(Type.String()),
  city: nullable(Type.String()),
  longitude: nullable(Type.String()),
  latitude: nullable(Type.String()),
  is_faulty: Type.Integer(),
  is_alert: Type.Integer(),
  online_latest: nullable(Type.Integer()),
  created_at: Type.Integer(),
  mcu_hard_version: nullable(Type.String()),
  mcu_soft_version: nullable(Type.String()),
  wifi_hard_version: nullable(Type.String()),
  wifi_soft_version: nullable(Type.String()),
});

const schema = {
  operationId: 'get_v1_products_product_key_devices_search',
  tags: ['设备管理'],
  summary: '搜索设备',
  description:
    'Devices of the product that match all filters given. Disabled ones only with show_disabled=1.',
  descriptionZh: '满足所有给定条件的设备。已注销的设备仅在 show_disabled=1 时返回。',
  params: productParams,
  querystring,
  response: { 200: pageSchema(foundDevice) },
  refusals: ['5201', '5206'],
} as const;

export const devicesSearch = ({ database, calendar }: Pick<EnterpriseServices, 'database' | 'calendar'>) =>
  productEndpoint(schema, async ({ query, url }, { enterprise, product }) => {
    const { limit, skip } = query;
    const { enterpriseId } = enterprise;
    const filter = await deviceFilterOf(database, query, { productId: product.id, enterpriseId, calendar });
    const { rows, total } = await searchDevices(database, filter, { limit, skip });
    return pageOf(rows.map(toAnswer), { total, limit, skip, url });
  });

// Numbers and texts as the document's example has them (contract.md §5).
function toAnswer(device: FoundDevice): Static<typeof foundDevice> {
  return {
    did: device.did,
    mac: device.mac,
    is_online: Number(device.isOnline),
    country: device.country,
    region: device.region,
    city: device.city,
    longitude: device.longitude === null ? null : String(device.longitude),
    latitude: device.latitude === null ? null : String(device.latitude),
    is_faulty: Number(device.isFaulty),
    is_alert: Number(device.isAlert),
    online_latest: device.onlineAtMs === null ? null : Math.floor(device.onlineAtMs / 1000),
    created_at: Math.floor(device.createdAtMs / 1000),
    mcu_hard_version: device.mcuHardVersion,
    mcu_soft_version: device.mcuSoftVersion,
    wifi_hard_version: device.wifiHardVersion,
    wifi_soft_version: device.wifiSoftVersion,
  };
}

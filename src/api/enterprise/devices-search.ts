import { type Static, Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';
import { normalizeMac } from '../../model/identifiers.ts';
import type { ReportCalendar } from '../../model/report-calendar.ts';
import { requireSubtree } from '../../store/device-group.ts';
import { type DeviceFilter, type FoundDevice, searchDevices } from '../../store/search-devices.ts';
import { lastSecond } from '../last-second.ts';
import { nullable } from '../nullable.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

/** PostgreSQL has no texts with NUL. */
const text = Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\0]*$' });
const zeroOrOne = Type.Integer({ minimum: 0, maximum: 1 });

const querystring = Type.Object({
  gid: Type.Optional(text),
  country: Type.Optional(text),
  region: Type.Optional(text),
  city: Type.Optional(text),
  is_online: Type.Optional(zeroOrOne),
  is_faulty: Type.Optional(zeroOrOne),
  is_alert: Type.Optional(zeroOrOne),
  show_disabled: Type.Optional(zeroOrOne),
  liveness_start: Type.Optional(Type.Integer({ minimum: 0, maximum: lastSecond })),
  type: Type.Optional(Type.Enum(['did', 'mac', 'uid'])),
  val: Type.Optional(text),
  ...pagingQuery,
});

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
    const { gid, limit, skip } = query;
    const filter = {
      productId: product.id,
      ...filterOf(query, calendar),
      ...soughtDevices(query, enterprise.enterpriseId),
      ...(gid !== undefined && { groupIds: await requireSubtree(database, product.id, gid) }),
    };
    const { rows, total } = await searchDevices(database, filter, { limit, skip });
    return pageOf(rows.map(toAnswer), { total, limit, skip, url });
  });

type Query = Static<typeof querystring>;

function filterOf(query: Query, calendar: ReportCalendar): Omit<DeviceFilter, 'productId'> {
  const secondS = query.liveness_start;
  return {
    showDisabled: query.show_disabled === 1,
    country: query.country,
    region: query.region,
    city: query.city,
    isOnline: toBoolean(query.is_online),
    isFaulty: toBoolean(query.is_faulty),
    isAlert: toBoolean(query.is_alert),
    activeSince: secondS === undefined ? undefined : { secondS, day: calendar.dateOf(secondS * 1000) },
  };
}

/** @throws QiyunError 5002 for one of `type` and `val` without the other */
function soughtDevices(
  { type, val }: Query,
  enterpriseId: string,
): Pick<DeviceFilter, 'did' | 'mac' | 'user'> {
  if (val === undefined && type !== undefined) throw invalidField('val', 'is required with type');
  if (type === undefined && val !== undefined) throw invalidField('type', 'is required with val');
  if (type === 'did') return { did: val };
  if (type === 'mac') return { mac: normalizeMac(val!) };
  if (type === 'uid') return { user: { uid: val!, enterpriseId } };
  return {};
}

function toBoolean(value: number | undefined): boolean | undefined {
  return value === undefined ? undefined : value === 1;
}

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

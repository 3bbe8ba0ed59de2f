import { type Static, Type } from 'typebox';
import { type DeviceOnDay, listDevicesByDay, type Occasion } from '../../reports/devices-by-day.ts';
import { reportDays } from '../../reports/report-days.ts';
import type { Product } from '../../store/catalog.ts';
import { nullable } from '../nullable.ts';
import { pageOf, pageSchema, pagingQuery } from '../paging.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

const name = Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\0]*$' }));
const day = Type.Optional(Type.String({ maxLength: 32 }));

const deviceOnDay = Type.Object({
  city: nullable(Type.String()),
  country: nullable(Type.String()),
  region: nullable(Type.String()),
  report_date: Type.String(),
  product_key: Type.String(),
  mac: Type.Optional(Type.String()),
  device_sn: Type.Optional(nullable(Type.String())),
  created_at: Type.String(),
});

const schemaOf = (words: { operationId: string; summary: string; en: string; zh: string }) =>
  ({
    operationId: words.operationId,
    tags: ['设备报表'],
    summary: words.summary,
    description: `${words.en}, from start to end: the last 7 days by default, at most 31. Devices of a Bluetooth product have device_sn instead of mac.`,
    descriptionZh: `${words.zh}；默认近 7 天，最多 31 天。蓝牙产品返回 device_sn 而不是 mac。`,
    params: productParams,
    querystring: Type.Object({
      start: day,
      end: day,
      country: name,
      region: name,
      city: name,
      ...pagingQuery,
    }),
    response: { 200: pageSchema(deviceOnDay) },
    refusals: ['5014'],
  }) as const;

const schemas: Readonly<Record<Occasion, ReturnType<typeof schemaOf>>> = {
  new: schemaOf({
    operationId: 'get_v1_products_product_key_incr_devices',
    summary: '设备激活详情',
    en: 'The devices that were first online on a day',
    zh: '首次上线的设备，按天列出',
  }),
  active: schemaOf({
    operationId: 'get_v1_products_product_key_active_devices',
    summary: '设备活跃详情',
    en: 'The devices that reported data on a day, once for each such day',
    zh: '有数据上报的设备，每台每天一条',
  }),
};

/** `incr_devices` and `active_devices` (contract.md §5). */
export const devicesOfDays = (
  occasion: Occasion,
  { database, calendar, clock }: Pick<EnterpriseServices, 'database' | 'calendar' | 'clock'>,
) =>
  productEndpoint(schemas[occasion], async ({ query, url }, { product }) => {
    const { start, end, limit, skip, ...place } = query;
    const { rows, total } = await listDevicesByDay(database, {
      productId: product.id,
      occasion,
      days: reportDays({ start, end }, calendar.dateOf(clock())),
      ...place,
      limit,
      skip,
      timeZone: calendar.timeZone,
    });
    return pageOf(
      rows.map((row) => toAnswer(row, product)),
      { total, limit, skip, url },
    );
  });

function toAnswer(device: DeviceOnDay, product: Product): Static<typeof deviceOnDay> {
  return {
    city: device.city,
    country: device.country,
    region: device.region,
    report_date: device.day,
    product_key: product.productKey,
    ...(isBluetooth(product) ? { device_sn: device.deviceSn } : { mac: device.mac }),
    created_at: device.createdAt,
  };
}

function isBluetooth({ current }: Product): boolean {
  const document = current?.definition.document as { readonly device_type?: unknown } | undefined;
  return document?.device_type === 'bluetooth';
}

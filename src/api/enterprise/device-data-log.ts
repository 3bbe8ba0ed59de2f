import { type Static, Type } from 'typebox';
import type { Product } from '../../store/catalog.ts';
import type { LoggedFrame } from '../../store/frame-log.ts';
import { frameValues } from '../frame-values.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { logEndpoint } from './log-endpoint.ts';

const item = Type.Object({
  ts: Type.Integer(),
  attrs: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()])),
});

type Services = Pick<EnterpriseServices, 'frameLog' | 'devices' | 'clock' | 'catalog' | 'layouts'>;

export const deviceDataLog = (services: Services) =>
  logEndpoint(services, {
    operationId: 'get_v1_products_product_key_devices_did_data',
    summary: '获取设备历时数据',
    description: 'The values of data points that the device reported.',
    descriptionZh: '设备上报的数据点值。默认查询两天内的数据。',
    item,
    read: (window) => services.frameLog.readData(window),
    toItem: (frame, product) => toItem(frame, product, services),
  });

async function toItem(
  frame: LoggedFrame,
  product: Product,
  services: Pick<Services, 'catalog' | 'layouts'>,
): Promise<Static<typeof item>> {
  const ts = Math.floor(frame.receivedAtMs / 1000);
  return { ts, attrs: (await frameValues(frame, product, services)) ?? {} };
}

import { Type } from 'typebox';
import { countedDevices } from '../../reports/counted-devices.ts';
import { countRealtime } from '../../reports/device-realtime.ts';
import { nullable } from '../nullable.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { placeTreeSchema } from './place-tree-schema.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';
import { gidQuery } from './report-query.ts';

const schema = {
  operationId: 'get_v1_products_product_key_devices_report_rt',
  tags: ['设备报表'],
  summary: '设备实时统计报表',
  description: 'How many devices were ever online (activated), have a fault now, have an alert now.',
  descriptionZh: '激活数（曾经上线）、当前故障数、当前报警数。',
  params: productParams,
  querystring: Type.Object({ gid: gidQuery }),
  response: {
    200: Type.Object({
      count: Type.Object({ faulty: Type.Integer(), activated: Type.Integer(), alert: Type.Integer() }),
      gid: nullable(Type.String()),
      location: placeTreeSchema,
    }),
  },
  refusals: ['5201', '5206'],
} as const;

export const devicesReportRt = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schema, async ({ query: { gid } }, { product }) => {
    const devices = await countedDevices(database, { productId: product.id, gid });
    return { gid: gid ?? null, ...(await countRealtime(database, devices)) };
  });

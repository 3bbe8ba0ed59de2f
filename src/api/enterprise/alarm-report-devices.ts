import { Type } from 'typebox';
import { type AlarmKind, countAlarmDevices } from '../../reports/alarm-devices.ts';
import { countedDevices } from '../../reports/counted-devices.ts';
import { nullable } from '../nullable.ts';
import { alarmCount } from './alarm-count.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { placeTreeSchema } from './place-tree-schema.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';
import { gidQuery } from './report-query.ts';

const schemaOf = (kind: AlarmKind, words: { summary: string; en: string; zh: string }) =>
  ({
    operationId: `get_v1_products_product_key_${kind}_report_devices`,
    tags: ['设备报表'],
    summary: words.summary,
    description: `How many devices ever had ${words.en}: total. Of these, how many have one now: unresolved.`,
    descriptionZh: `曾发生${words.zh}的设备数（total），其中当前仍有${words.zh}的为 unresolved，其余为 resolved。`,
    params: productParams,
    querystring: Type.Object({ gid: gidQuery }),
    response: {
      200: Type.Object({ gid: nullable(Type.String()), count: alarmCount, location: placeTreeSchema }),
    },
    refusals: ['5201', '5206'],
  }) as const;

const schemas = {
  fault: schemaOf('fault', { summary: '获取故障设备台数报表', en: 'a fault', zh: '故障' }),
  alert: schemaOf('alert', { summary: '获取报警设备台数报表', en: 'an alert', zh: '报警' }),
};

export const alarmReportDevices = (kind: AlarmKind, { database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schemas[kind], async ({ query: { gid } }, { product }) => {
    const devices = await countedDevices(database, { productId: product.id, gid });
    return { gid: gid ?? null, ...(await countAlarmDevices(database, devices, kind)) };
  });

import { Type } from 'typebox';
import type { AlarmKind } from '../../reports/alarm-devices.ts';
import { countAlarmEvents } from '../../reports/alarm-events.ts';
import { countedDevices } from '../../reports/counted-devices.ts';
import { nullable } from '../nullable.ts';
import { alarmCount } from './alarm-count.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { placeTreeSchema } from './place-tree-schema.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';
import { gidQuery } from './report-query.ts';

const detail = Type.Record(Type.String(), alarmCount, {
  description: 'the same by name of the data point',
  'x-description-zh': '按数据点名称分别统计',
});

const schemaOf = (operationId: string, words: { summary: string; en: string; zh: string }) =>
  ({
    operationId,
    tags: ['设备报表'],
    summary: words.summary,
    description: `How often a data point of a device raised ${words.en}: total. How many of these are cleared since: resolved.`,
    descriptionZh: `数据点发生${words.zh}的次数（total），其中已恢复的为 resolved，未恢复的为 unresolved。`,
    params: productParams,
    querystring: Type.Object({ gid: gidQuery }),
    response: {
      200: Type.Object({
        count: alarmCount,
        gid: nullable(Type.String()),
        detail,
        location: placeTreeSchema,
      }),
    },
    refusals: ['5201', '5206'],
  }) as const;

const schemas = {
  fault: schemaOf('get_v1_products_product_key_fault_report_events', {
    summary: '获取故障次数报表',
    en: 'a fault',
    zh: '故障',
  }),
  // The document's name of it; its address there is that of another report (contract.md §5, alert events).
  alert: schemaOf('get_v1_products_product_key_fault_alert_events', {
    summary: '获取报警次数报表',
    en: 'an alert',
    zh: '报警',
  }),
};

export const alarmReportEvents = (kind: AlarmKind, { database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schemas[kind], async ({ query: { gid } }, { product }) => {
    const devices = await countedDevices(database, { productId: product.id, gid });
    return { gid: gid ?? null, ...(await countAlarmEvents(database, devices, kind)) };
  });

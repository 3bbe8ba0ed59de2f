import { Type } from 'typebox';
import { summarizeDevices } from '../../reports/device-summary.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'get_v1_products_product_key_summary',
  tags: ['设备报表'],
  summary: '设备概览',
  description:
    'The devices of late: online now, ever online (total), first online (new), and reported data (active). The last 7 and 30 days end today.',
  descriptionZh:
    '当前在线数、累计上线数（total）、新增数（new）与活跃数（active）；近 7 天、近 30 天均含今天。',
  params: productParams,
  response: {
    200: Type.Object({
      active: Type.Object({ '7_day': Type.Integer(), yesterday: Type.Integer() }),
      new: Type.Object({
        '7_day': Type.Integer(),
        '30_day': Type.Integer(),
        yesterday: Type.Integer(),
        today: Type.Integer(),
      }),
      total: Type.Integer(),
      online: Type.Integer(),
    }),
  },
} as const;

export const devicesSummary = ({
  database,
  calendar,
  clock,
}: Pick<EnterpriseServices, 'database' | 'calendar' | 'clock'>) =>
  productEndpoint(schema, async (_call, { product }) => {
    const { active, added, total, online } = await summarizeDevices(
      database,
      product.id,
      calendar.dateOf(clock()),
    );
    return {
      active: { '7_day': active.lastSevenDays, yesterday: active.yesterday },
      new: {
        '7_day': added.lastSevenDays,
        '30_day': added.lastThirtyDays,
        yesterday: added.yesterday,
        today: added.today,
      },
      total,
      online,
    };
  });

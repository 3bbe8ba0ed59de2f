import { Type } from 'typebox';
import { countActiveUsers } from '../../reports/active-users.ts';
import { reportDays } from '../../reports/report-days.ts';
import { enterpriseEndpoint, productQuery } from './enterprise-endpoint.ts';
import type { EnterpriseServices } from './enterprise-services.ts';

const date = Type.String({ maxLength: 32 });
const daysMax = 366;

const schema = {
  operationId: 'get_v1_users_liveness_total',
  tags: ['用户报表'],
  summary: '企业活跃用户人数',
  description:
    'How many users called the app API or held a WebSocket on each day, from start_date to end_date: at most 366 days.',
  descriptionZh: '每天调用应用接口或保持 WebSocket 连接的用户数，最多 366 天。',
  querystring: Type.Object({
    ...productQuery,
    appid: Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '^[^\\0]*$' })),
    start_date: date,
    end_date: date,
  }),
  response: {
    200: Type.Object({
      data: Type.Array(Type.Object({ count: Type.Integer(), date: Type.String() })),
    }),
  },
  refusals: ['5014'],
} as const;

export const usersLivenessTotal = ({
  database,
  calendar,
  clock,
}: Pick<EnterpriseServices, 'database' | 'calendar' | 'clock'>) =>
  enterpriseEndpoint(schema, async ({ query }, { enterpriseId }) => {
    const { start_date: start, end_date: end, appid } = query;
    const days = reportDays({ start, end }, calendar.dateOf(clock()), {
      names: { start: 'start_date', end: 'end_date' },
      daysMax,
    });
    return { data: await countActiveUsers(database, { enterpriseId, appid }, days) };
  });

import { countNewUsers } from '../../reports/binding-users.ts';
import { cycleReport } from './cycle-report.ts';

export const usersReportNew = cycleReport(
  {
    operationId: 'get_v1_products_product_key_users_report_new',
    tag: '用户报表',
    summary: '用户新增报表',
    description:
      'How many users first bound a device of the product in each date, week or month. At most 30 dates, 53 weeks or 12 months.',
    descriptionZh: '按日、周或月统计首次绑定该产品设备的用户数；最多 30 天、53 周或 12 个月。',
  },
  countNewUsers,
);

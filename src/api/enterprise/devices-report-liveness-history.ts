import { countLiveness } from '../../reports/device-liveness.ts';
import { cycleReport } from './cycle-report.ts';

export const devicesReportLivenessHistory = cycleReport(
  {
    operationId: 'get_v1_products_product_key_devices_report_liveness_history',
    tag: '设备报表',
    summary: '获取活跃历史报表',
    description:
      'How many devices reported data in each date, week or month. At most 30 dates, 53 weeks or 12 months.',
    descriptionZh: '按日、周或月统计有数据上报的设备数；最多 30 天、53 周或 12 个月。',
  },
  countLiveness,
);

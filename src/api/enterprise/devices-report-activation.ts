import { countActivations } from '../../reports/device-activations.ts';
import { cycleReport } from './cycle-report.ts';

export const devicesReportActivation = cycleReport(
  {
    operationId: 'get_v1_products_product_key_devices_report_activation',
    tag: '设备报表',
    summary: '获取激活报表',
    description:
      'How many devices were first online in each date, week or month. At most 30 dates, 53 weeks or 12 months.',
    descriptionZh: '按日、周或月统计首次上线的设备数；最多 30 天、53 周或 12 个月。',
  },
  countActivations,
);

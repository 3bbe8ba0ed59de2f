import { readPresenceLog } from '../../store/presence-log.ts';
import { presenceEntry, presenceEntryOf } from '../presence-entry.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { logEndpoint } from './log-endpoint.ts';

type Services = Pick<EnterpriseServices, 'database' | 'devices' | 'clock'>;

export const deviceOnlineLog = (services: Services) =>
  logEndpoint(services, {
    operationId: 'get_v1_products_product_key_devices_did_online',
    summary: '设备上下线记录',
    description: 'When the device came online and when and why it went offline.',
    descriptionZh: '设备何时上线，何时、因何下线。默认查询两天内的记录。',
    item: presenceEntry,
    read: (window) => readPresenceLog(services.database, window),
    toItem: presenceEntryOf,
  });

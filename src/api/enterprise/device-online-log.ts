import { type Static, Type } from 'typebox';
import { type PresenceEntry, readPresenceLog } from '../../store/presence-log.ts';
import { nullable } from '../nullable.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { logEndpoint, timestampOf } from './log-endpoint.ts';

const seconds = nullable(Type.Integer());

const onlinePayload = Type.Object({ keep_alive: seconds });
const offlinePayload = Type.Object({
  duration: seconds,
  heartbeat: Type.Object({ count: seconds, max: seconds, min: seconds, avg: seconds, last: seconds }),
  reason: nullable(Type.String()),
});

const item = Type.Object({
  timestamp: Type.Number(),
  type: Type.Enum(['dev_online', 'dev_offline']),
  // The members of either; dev_online has the first, dev_offline the others.
  payload: Type.Partial(Type.Object({ ...onlinePayload.properties, ...offlinePayload.properties })),
});

type Services = Pick<EnterpriseServices, 'database' | 'devices' | 'clock'>;

export const deviceOnlineLog = (services: Services) =>
  logEndpoint(services, {
    operationId: 'get_v1_products_product_key_devices_did_online',
    summary: '设备上下线记录',
    description: 'When the device came online and when and why it went offline.',
    descriptionZh: '设备何时上线，何时、因何下线。默认查询两天内的记录。',
    item,
    read: (window) => readPresenceLog(services.database, window),
    toItem,
  });

function toItem(entry: PresenceEntry): Static<typeof item> {
  const timestamp = timestampOf(entry.occurredAtMs);
  return entry.isOnline
    ? { timestamp, type: 'dev_online', payload: { keep_alive: entry.keepAliveS } }
    : { timestamp, type: 'dev_offline', payload: offlinePayloadOf(entry) };
}

function offlinePayloadOf(entry: PresenceEntry): Static<typeof offlinePayload> {
  return {
    duration: entry.durationS,
    heartbeat: {
      count: entry.heartbeatCount,
      max: entry.heartbeatMaxS,
      min: entry.heartbeatMinS,
      avg: entry.heartbeatAvgS,
      last: entry.heartbeatLastS,
    },
    reason: entry.reason,
  };
}

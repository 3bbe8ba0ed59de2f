import { type Static, Type } from 'typebox';
import { frameKind } from '../../store/batch/batch-rows.ts';
import type { LoggedFrame } from '../../store/frame-log.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { logEndpoint, timestampOf } from './log-endpoint.ts';

const item = Type.Object({
  timestamp: Type.Number(),
  type: Type.Enum(['dev2app', 'app2dev']),
  payload: Type.String({ description: 'the whole frame in lower-case hex' }),
});

type Services = Pick<EnterpriseServices, 'frameLog' | 'devices' | 'clock'>;

export const deviceCmdLog = (services: Services) =>
  logEndpoint(services, {
    operationId: 'get_v1_products_product_key_devices_did_cmd',
    summary: '设备通信日志',
    description: 'Every frame between the device and the cloud, byte for byte.',
    descriptionZh: '设备与云之间的每一帧，逐字节。默认查询两天内的日志。',
    item,
    read: (window) => services.frameLog.readFrames(window),
    toItem,
  });

function toItem({ receivedAtMs, kind, payload }: LoggedFrame): Static<typeof item> {
  return {
    timestamp: timestampOf(receivedAtMs),
    type: kind === frameKind.app2dev ? 'app2dev' : 'dev2app',
    payload: payload.toString('hex'),
  };
}

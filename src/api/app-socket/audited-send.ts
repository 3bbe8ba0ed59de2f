import type { CommandOptions } from '../../model/device-commands.ts';
import type { Product } from '../../store/catalog.ts';
import type { WatchableDevice } from '../../store/watchable-devices.ts';
import { auditedCommand } from '../audited-command.ts';
import { commandDetail } from '../command-detail.ts';
import type { AppSocket } from './app-socket.ts';

export interface CommandedDevice extends WatchableDevice {
  readonly product: Product;
}

interface SocketCommand extends CommandOptions {
  readonly payload: Buffer;
  /** As the app gave them. */
  readonly attrs?: object;
}

/** Commands a device as `DeviceCommands.send` does; resolves when it is in the audit log, too. */
export function auditedSend(
  { context, login, clientIp }: AppSocket,
  { deviceId, did, product }: CommandedDevice,
  { payload, attrs, ...options }: SocketCommand,
): Promise<void> {
  const enterpriseId = context.catalog.app(login.appid)?.enterpriseId;
  const event = {
    source: 'client',
    action: 'device.control',
    ...(enterpriseId !== undefined && { enterpriseId }),
    productKey: product.productKey,
    dids: [did],
    uid: login.uid,
    appid: login.appid,
    clientIp,
    detail: commandDetail(payload, attrs),
  } as const;
  return auditedCommand(context, event, () => context.commands.send(deviceId, payload, options));
}

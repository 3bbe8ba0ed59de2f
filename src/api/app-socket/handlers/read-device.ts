import { encodeReadRequest } from '../../../codec/control.ts';
import { QiyunError } from '../../../model/errors.ts';
import type { AppSocket } from '../app-socket.ts';
import type { ClientMessage } from '../client-message.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { sendCommand } from './send-command.ts';

/**
 * Asks a device for its data points. They come as a notification: with the number of the request if it has one, and only
 * those whose names it has.
 */
export async function readDevice(socket: AppSocket, message: ClientMessage<'c2s_read'>): Promise<void> {
  if (socket.login.isCustom) throw new InvalidMessage(1010, 'p0_type is custom');
  const device = socket.subscribed(message.data.did);
  const { catalog, layouts } = socket.context;
  const definition = catalog.productById(device.productId)?.current?.definition;
  if (!definition) throw new QiyunError('5402');
  const payload = encodeReadRequest(layouts.of(definition));
  const { req_sn: resSn } = message;
  const { names = [] } = message.data;
  socket.runCommand(() => {
    if (resSn !== undefined || names.length > 0) socket.expectAnswer(device.deviceId, { resSn, names });
    return sendCommand(socket, {
      did: device.did,
      resSn,
      send: (options) => socket.context.commands.send(device.deviceId, payload, options),
    });
  });
}

import { encodeControl } from '../../../codec/control.ts';
import { QiyunError } from '../../../model/errors.ts';
import type { AppSocket } from '../app-socket.ts';
import { auditedSend } from '../audited-send.ts';
import type { ClientMessage } from '../client-message.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { controllableProduct, sendCommand } from './send-command.ts';

/** Sets data points of a device. */
export async function writeDevice(
  socket: AppSocket,
  { data, req_sn: resSn }: ClientMessage<'c2s_write'>,
): Promise<void> {
  if (socket.login.isCustom) throw new InvalidMessage(1010, 'p0_type is custom');
  const device = socket.subscribed(data.did);
  const product = controllableProduct(socket, device);
  if (!product.current) throw new QiyunError('5402');
  const payload = encodeControl(socket.context.layouts.of(product.current.definition), data.attrs);
  const { did } = device;
  const { attrs } = data;
  socket.runCommand(() =>
    sendCommand(socket, {
      did,
      resSn,
      send: (options) => auditedSend(socket, { ...device, product }, { payload, attrs, ...options }),
    }),
  );
}

import { bytesOfArray } from '../../../codec/binary-coding.ts';
import { encodeFrame, type Frame, parseFrame } from '../../../codec/frame.ts';
import { frameCommand } from '../../../codec/frame-command.ts';
import { Malformed } from '../../../codec/malformed.ts';
import { commandTimeoutMs } from '../../../model/device-commands.ts';
import type { AppSocket } from '../app-socket.ts';
import { auditedSend, type CommandedDevice } from '../audited-send.ts';
import type { ClientMessage } from '../client-message.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { rawData } from '../server-message.ts';
import { controllableProduct } from './send-command.ts';

/**
 * Sends a frame that the app has written itself. The device sees a serial number of ours in a 0093; the app gets its
 * own back in the 0094. A 0094 of the app ends here: the device had its own when its report was on disk.
 */
export async function sendRaw(socket: AppSocket, { data }: ClientMessage<'c2s_raw'>): Promise<void> {
  const device = socket.subscribed(data.did);
  const product = controllableProduct(socket, device);
  const frame = frameOf(data.raw);
  if (frame.command === frameCommand.acknowledgement) return;
  if (frame.command === frameCommand.report) throw new InvalidMessage(1001, 'raw: 0091 goes to the cloud');
  socket.runCommand(() => deliver(socket, { ...device, product }, frame));
}

function frameOf(raw: unknown): Frame {
  const bytes = Array.isArray(raw) ? bytesOfArray(raw) : undefined;
  if (!bytes) throw new InvalidMessage(1001, 'raw: must be an array of integers from 0 to 255');
  const frame = parseFrame(bytes);
  if (frame instanceof Malformed) throw new InvalidMessage(1001, `raw: wrong ${frame.malformed}`);
  return frame;
}

async function deliver(
  socket: AppSocket,
  device: CommandedDevice,
  { command, serialNumber, payload }: Frame,
): Promise<void> {
  const isConfirmed = command === frameCommand.confirmedBusiness;
  await auditedSend(socket, device, {
    payload,
    timeoutMs: commandTimeoutMs,
    acknowledgement: isConfirmed ? 'required' : 'unconfirmed',
  });
  if (!isConfirmed) return;
  const answer = { command: frameCommand.acknowledgement, payload: Buffer.alloc(0) };
  socket.send(rawData({ did: device.did, frame: encodeFrame({ ...answer, serialNumber: serialNumber! }) }));
}

import { type CommandOptions, commandTimeoutMs } from '../../../model/device-commands.ts';
import type { Product } from '../../../store/catalog.ts';
import type { WatchableDevice } from '../../../store/watchable-devices.ts';
import type { AppSocket } from '../app-socket.ts';
import { InvalidMessage } from '../invalid-message.ts';
import { acknowledgement } from '../server-message.ts';

interface SocketRequest {
  readonly did: string;
  readonly resSn: number | undefined;
  /** Sends P0 to the device. */
  send(options: CommandOptions): Promise<void>;
}

/** With a number the device has to acknowledge (0093), and the app is told; else it is 0090. */
export async function sendCommand(socket: AppSocket, { did, resSn, send }: SocketRequest): Promise<void> {
  const wanted = resSn === undefined ? 'unconfirmed' : 'required';
  await send({ timeoutMs: commandTimeoutMs, acknowledgement: wanted });
  if (resSn !== undefined) socket.send(acknowledgement(did, resSn));
}

/** @throws InvalidMessage 1010 when the product allows no control */
export function controllableProduct(socket: AppSocket, { productId }: WatchableDevice): Product {
  const product = socket.context.catalog.productById(productId);
  if (!product?.remoteControl) throw new InvalidMessage(1010, 'the product allows no control');
  return product;
}

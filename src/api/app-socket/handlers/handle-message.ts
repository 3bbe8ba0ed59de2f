import type { AppSocket } from '../app-socket.ts';
import { type ClientCommand, type ClientMessage, parseClientMessage } from '../client-message.ts';
import { answerPing } from './answer-ping.ts';
import { logIn } from './log-in.ts';
import { readDevice } from './read-device.ts';
import { sendRaw } from './send-raw.ts';
import { subscribe } from './subscribe.ts';
import { writeDevice } from './write-device.ts';

type Handlers = {
  readonly [Cmd in ClientCommand]: (socket: AppSocket, message: ClientMessage<Cmd>) => Promise<void>;
};

const handlers: Handlers = {
  login_req: logIn,
  subscribe_req: subscribe,
  c2s_read: readDevice,
  c2s_write: writeDevice,
  c2s_raw: sendRaw,
  // The device has had its acknowledgement when its report was on disk.
  c2s_ack: async () => {},
  ping: answerPing,
};

/** @throws what the app is told of: InvalidMessage, QiyunError */
export async function handleMessage(socket: AppSocket, text: string): Promise<void> {
  const { cmd, message } = parseClientMessage(text);
  await handlers[cmd](socket, message as never);
}

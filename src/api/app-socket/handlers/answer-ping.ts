import type { AppSocket } from '../app-socket.ts';
import { pong } from '../server-message.ts';

/** Whoever holds a socket over midnight was there on both days (contract.md §5, users/liveness_total). */
export async function answerPing(socket: AppSocket): Promise<void> {
  const { uid, appid } = socket.login;
  socket.send(pong);
  const { activity, calendar, clock } = socket.context;
  await activity.record(uid, appid, calendar.dateOf(clock()));
}

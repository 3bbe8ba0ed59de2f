import { hashSecret } from '../../../model/secrets.ts';
import { readWatchableDevices } from '../../../store/watchable-devices.ts';
import type { AppLogin, AppSocket } from '../app-socket.ts';
import type { ClientMessage } from '../client-message.ts';
import { loginResult } from '../server-message.ts';

type LoginRequest = ClientMessage<'login_req'>['data'];

/** A login in place of another begins anew. After too many wrong ones from an address its socket is ended. */
export async function logIn(socket: AppSocket, { data }: ClientMessage<'login_req'>): Promise<void> {
  socket.logOut();
  if ((await tokenEndOf(socket, data)) === undefined) {
    await refuse(socket);
    return;
  }
  // Before the token is looked up once more and the bindings are read, so that neither changes unnoticed.
  socket.enter(loginOf(socket, data));
  try {
    const expiredAtS = await tokenEndOf(socket, data);
    if (expiredAtS === undefined) await refuse(socket);
    else await begin(socket, expiredAtS);
  } catch (error) {
    socket.logOut();
    throw error;
  }
}

async function refuse(socket: AppSocket): Promise<void> {
  socket.logOut();
  const noTurnForS = await socket.context.throttles.failedAttempts.take(socket.address);
  socket.send(loginResult(false));
  if (noTurnForS > 0) socket.refuseAddress();
}

/** Undefined when the token is not good for this user and app. */
async function tokenEndOf(
  { context }: AppSocket,
  { appid, uid, token }: LoginRequest,
): Promise<number | undefined> {
  const issued = await context.tokens.find(token);
  if (issued?.uid !== uid || issued.appid !== appid) return undefined;
  return Math.floor(context.clock() / 1000) <= issued.expiredAtS ? issued.expiredAtS : undefined;
}

function loginOf({ context }: AppSocket, data: LoginRequest): AppLogin {
  const { uid, appid, p0_type: p0Type, auto_subscribe: autoSubscribe = true } = data;
  const { maxHeartbeatSeconds } = context.limits;
  return {
    uid,
    appid,
    tokenHash: hashSecret(data.token).toString('hex'),
    isCustom: p0Type === 'custom',
    heartbeatMs: 1000 * Math.min(data.heartbeat_interval ?? maxHeartbeatSeconds, maxHeartbeatSeconds),
    subscribesAll: String(autoSubscribe) === 'true',
  };
}

async function begin(socket: AppSocket, expiredAtS: number): Promise<void> {
  const { database, activity, calendar, clock, limits } = socket.context;
  const { uid, appid, subscribesAll } = socket.login;
  await activity.record(uid, appid, calendar.dateOf(clock()));
  if (subscribesAll) {
    const page = { uid, limit: limits.maxSubscriptions };
    await socket.subscriptions.add(await readWatchableDevices(database, page));
  }
  socket.welcome(loginResult(true), expiredAtS);
}

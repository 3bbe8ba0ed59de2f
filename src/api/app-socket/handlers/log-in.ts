import { readWatchableDevices } from '../../../store/watchable-devices.ts';
import type { AppLogin, AppSocket } from '../app-socket.ts';
import type { ClientMessage } from '../client-message.ts';
import { loginResult } from '../server-message.ts';

type LoginRequest = ClientMessage<'login_req'>['data'];

/** A login in place of another begins anew. After too many wrong ones from an address its socket is ended. */
export async function logIn(socket: AppSocket, { data }: ClientMessage<'login_req'>): Promise<void> {
  socket.logOut();
  if (await isUser(socket, data)) {
    await begin(socket, loginOf(socket, data));
    return;
  }
  const noTurnForS = await socket.context.throttles.failedAttempts.take(socket.address);
  socket.send(loginResult(false));
  if (noTurnForS > 0) socket.refuseAddress();
}

async function isUser({ context }: AppSocket, { appid, uid, token }: LoginRequest): Promise<boolean> {
  const issued = await context.tokens.find(token);
  if (issued?.uid !== uid || issued.appid !== appid) return false;
  return Math.floor(context.clock() / 1000) <= issued.expiredAtS;
}

function loginOf({ context }: AppSocket, data: LoginRequest): AppLogin {
  const { uid, appid, p0_type: p0Type, auto_subscribe: autoSubscribe = true } = data;
  const { maxHeartbeatSeconds } = context.limits;
  return {
    uid,
    appid,
    isCustom: p0Type === 'custom',
    heartbeatMs: 1000 * Math.min(data.heartbeat_interval ?? maxHeartbeatSeconds, maxHeartbeatSeconds),
    subscribesAll: String(autoSubscribe) === 'true',
  };
}

async function begin(socket: AppSocket, login: AppLogin): Promise<void> {
  const { database, activity, calendar, clock, limits } = socket.context;
  const { uid, appid } = login;
  // Before the bindings are read, so that none changes unnoticed.
  socket.enter(login);
  try {
    await activity.record(uid, appid, calendar.dateOf(clock()));
    if (login.subscribesAll)
      await socket.subscriptions.add(
        await readWatchableDevices(database, { uid, limit: limits.maxSubscriptions }),
      );
  } catch (error) {
    socket.logOut();
    throw error;
  }
  socket.welcome(loginResult(true));
}

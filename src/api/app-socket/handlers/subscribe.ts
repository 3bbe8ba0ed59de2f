import { readWatchableDevices } from '../../../store/watchable-devices.ts';
import type { AppSocket } from '../app-socket.ts';
import type { ClientMessage } from '../client-message.ts';
import { InvalidMessage, type InvalidMessageCode } from '../invalid-message.ts';
import { type SubscribeOutcome, subscribeResult } from '../server-message.ts';

/** Subscribes to devices that are bound to the user, as many as there is room for. */
export async function subscribe(socket: AppSocket, { data }: ClientMessage<'subscribe_req'>): Promise<void> {
  const { uid } = socket.login;
  const { database, limits } = socket.context;
  const dids = [...new Set(data.map(({ did }) => did))];
  const asked = dids.slice(0, limits.maxSubscriptions);
  const bound = await readWatchableDevices(database, { uid, dids: asked, limit: limits.maxSubscriptions });
  const added = bound
    .filter(({ did }) => !socket.subscriptions.byDid(did))
    .slice(0, limits.maxSubscriptions - socket.subscriptions.size);
  await socket.subscriptions.add(added);
  const isBound = new Set(bound.map(({ did }) => did));
  const isSubscribed = (did: string) => socket.subscriptions.byDid(did) !== undefined && isBound.has(did);
  const failed = dids.filter((did) => !isSubscribed(did));
  socket.send(
    subscribeResult(
      dids.filter(isSubscribed).map((did) => ({ did, error_code: 0, msg: 'ok' })),
      failed.map((did) => failure(did, isBound.has(did) ? 1008 : 1004)),
    ),
  );
}

function failure(did: string, code: InvalidMessageCode): SubscribeOutcome {
  return { did, error_code: code, msg: new InvalidMessage(code).message };
}

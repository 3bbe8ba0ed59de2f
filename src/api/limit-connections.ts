import type { Server, Socket } from 'node:net';
import { throttleKey } from '../model/client-address.ts';
import { CountByKey } from '../model/count-by-key.ts';
import { createAddressList, isListed } from './address-list.ts';

interface ConnectionLimits {
  readonly perAddress: number;
  /** Addresses or CIDR blocks through which many come: they have no limit. */
  readonly trustedProxies: readonly string[];
}

/** Cuts what one address opens beyond the limit: each connection holds a socket and memory, and may be idle for minutes. */
export function limitConnections(server: Server, { perAddress, trustedProxies }: ConnectionLimits): void {
  const proxies = createAddressList(trustedProxies);
  const counts = new CountByKey();
  const counted = new WeakSet<Socket>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    // One that has asked for another protocol in vain comes back here (app-socket/serve-without-upgrade.ts).
    if (counted.has(socket) || isListed(proxies, remoteAddress)) return;
    const key = throttleKey(remoteAddress);
    counted.add(socket);
    counts.add(key);
    socket.once('close', () => counts.remove(key));
    if (counts.of(key) > perAddress) socket.destroy();
  });
}

import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ServerAddress } from './server-address.ts';

/** Begins to connect. What is written meanwhile goes out when the connection, and with TLS its handshake, is done. */
export function connectSocket({ host, port, tls }: ServerAddress): Socket {
  const socket = tls ? connectTls({ host, port, ...tls }) : connect({ host, port });
  return socket.setNoDelay(true);
}

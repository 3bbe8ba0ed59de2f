import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';

/**
 * Serves a request that asked for another protocol as if it had not, which a server may always do (RFC 9110 §7.8). Live
 * Java programs ask for HTTP/2 with the first request of every connection. Node.js has taken the connection off the
 * server by now: it is given back, with the request before what has been read of its body.
 */
export function serveWithoutUpgrade(
  server: Server,
  { method, url, httpVersion, rawHeaders }: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (!hopHeaders.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  // Behind its handshake, where there was one.
  server.emit(server instanceof TlsServer ? 'secureConnection' : 'connection', socket);
}

const hopHeaders = new Set(['connection', 'upgrade', 'http2-settings']);

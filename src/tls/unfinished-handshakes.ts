import type { Socket } from 'node:net';
import type { Server } from 'node:tls';

/** Each holds buffers for a client that has not yet shown anything. Those who are cut come back a moment later. */
const defaultCountMax = 5_000;

/** The connections of a server on which no handshake has been finished yet: not too many of them, and none when it stops. */
export class UnfinishedHandshakes {
  /** Handshakes that came to nothing, since the start. */
  failures = 0;
  /** By the client's address and port. */
  readonly #sockets = new Map<string, Socket>();
  #isClosed = false;

  constructor(server: Server, countMax = defaultCountMax) {
    server.on('connection', (socket) => {
      if (this.#isClosed || this.#sockets.size >= countMax) socket.destroy();
      else this.#add(socket);
    });
    server.on('secureConnection', (socket) => this.#sockets.delete(nameOf(socket)));
    server.on('tlsClientError', () => this.failures++);
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Cuts them, and whoever still comes, so that they do not keep the server open. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  #add(socket: Socket): void {
    const name = nameOf(socket);
    this.#sockets.set(name, socket);
    socket.once('close', () => {
      if (this.#sockets.get(name) === socket) this.#sockets.delete(name);
    });
  }
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

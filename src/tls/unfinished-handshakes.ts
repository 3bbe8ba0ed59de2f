import type { Socket } from 'node:net';
import type { Server } from 'node:tls';
import { throttleKey } from '../model/client-address.ts';
import { CountByKey } from '../model/count-by-key.ts';

interface HandshakeLimits {
  readonly countMax: number;
  /** So that nobody takes up all places alone. */
  readonly perAddress: number;
}

/** Each holds buffers for a client that has not yet shown anything. Those who are cut come back a moment later. */
const defaultLimits: HandshakeLimits = { countMax: 5_000, perAddress: 500 };

/** The connections of a server on which no handshake has been finished yet: not too many of them, and none when it stops. */
export class UnfinishedHandshakes {
  /** Handshakes that came to nothing, since the start. */
  failures = 0;
  readonly #limits: HandshakeLimits;
  readonly #isProxy: (address: string) => boolean;
  /** By the client's address and port. */
  readonly #waiting = new Map<string, { readonly socket: Socket; readonly key: string }>();
  readonly #byAddress = new CountByKey();
  #isClosed = false;

  /** @param isProxy of an address through which many come: it has no limit of its own */
  constructor(server: Server, isProxy: (address: string) => boolean, limits = defaultLimits) {
    this.#limits = limits;
    this.#isProxy = isProxy;
    server.on('connection', (socket) => {
      if (this.#isClosed || !this.#hasRoom(socket)) socket.destroy();
      else this.#add(socket);
    });
    server.on('secureConnection', (socket) => this.#remove(nameOf(socket)));
    server.on('tlsClientError', () => this.failures++);
  }

  get count(): number {
    return this.#waiting.size;
  }

  /** Cuts them, and whoever still comes, so that they do not keep the server open. */
  close(): void {
    this.#isClosed = true;
    for (const { socket } of this.#waiting.values()) socket.destroy();
  }

  #hasRoom({ remoteAddress = '' }: Socket): boolean {
    const { countMax, perAddress } = this.#limits;
    if (this.#waiting.size >= countMax) return false;
    return this.#byAddress.of(throttleKey(remoteAddress)) < perAddress || this.#isProxy(remoteAddress);
  }

  #add(socket: Socket): void {
    const [name, key] = [nameOf(socket), throttleKey(socket.remoteAddress ?? '')];
    // Two that were gone before they were looked at have one name.
    this.#remove(name);
    this.#waiting.set(name, { socket, key });
    this.#byAddress.add(key);
    socket.once('close', () => {
      if (this.#waiting.get(name)?.socket === socket) this.#remove(name);
    });
  }

  #remove(name: string): void {
    const waiting = this.#waiting.get(name);
    if (!waiting) return;
    this.#waiting.delete(name);
    this.#byAddress.remove(waiting.key);
  }
}

function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

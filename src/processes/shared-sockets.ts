import type { Server } from 'node:net';

/** The listening sockets that another process hands over, each under a name; they may come in any order. */
export class SharedSockets {
  readonly #arrived = new Map<string, Server>();
  readonly #waiting = new Map<string, (server: Server) => void>();

  /** Takes what `process.on('message')` brings; other messages than sockets are not touched. */
  receive(message: unknown, server: unknown): void {
    const name = (message as { shared?: unknown }).shared;
    if (typeof name !== 'string') return;
    const resolve = this.#waiting.get(name);
    if (resolve) resolve(server as Server);
    else this.#arrived.set(name, server as Server);
  }

  get(name: string): Promise<Server> {
    const server = this.#arrived.get(name);
    if (server) return Promise.resolve(server);
    return new Promise((resolve) => this.#waiting.set(name, resolve));
  }
}

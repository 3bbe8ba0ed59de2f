import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Connection } from '../src/store/database.ts';

/** The network between the server and its database, for tests that break it. */
export class DatabaseProxy {
  readonly connection: Connection;
  readonly #server: Server;
  readonly #pairs: Set<readonly [Socket, Socket]>;

  constructor(server: Server, pairs: Set<readonly [Socket, Socket]>, target: Connection) {
    this.#server = server;
    this.#pairs = pairs;
    this.connection = { ...target, host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  static async start(target: Connection): Promise<DatabaseProxy> {
    const pairs = new Set<readonly [Socket, Socket]>();
    const server = createServer((near) => {
      const far = connect(join(target.host!, `.s.PGSQL.${target.port}`));
      const pair = [near, far] as const;
      pairs.add(pair);
      near.pipe(far).pipe(near);
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DatabaseProxy(server, pairs, target);
  }

  /** Every connection is gone for the server, while the database does not know it and goes on. */
  cut(): void {
    for (const [near, far] of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      near.destroy();
    }
  }

  /** No byte comes through any more on what is connected now, and nobody is told. */
  stall(): void {
    for (const [near, far] of this.#pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  /** So many bytes to the database still come through on what is connected now; then it is as after `stall`. */
  stallWithin(bytes: number): void {
    for (const [near, far] of this.#pairs) {
      let left = bytes;
      near.unpipe(far).on('data', (chunk: Buffer) => {
        if (left > 0) far.write(chunk.subarray(0, left));
        left -= chunk.length;
        if (left <= 0) far.unpipe(near).pause();
      });
      near.resume();
    }
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

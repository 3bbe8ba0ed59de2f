import type { Socket } from 'node:net';

/** Sockets from their acceptance until they are closed. */
export class OpenSockets {
  readonly #closing: (() => void)[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(socket: Socket): void {
    this.#count++;
    socket.on('close', this.#remove);
  }

  /** Resolves when none is left. */
  allClosed(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#closing.push(resolve));
  }

  // One function for all sockets; each is closed once.
  readonly #remove = (): void => {
    if (--this.#count > 0) return;
    for (const resolve of this.#closing.splice(0)) resolve();
  };
}

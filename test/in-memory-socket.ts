import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * The server's end of a connection that is nowhere but in this process: what a socket does to a session, without a
 * network, so that a day of it passes in seconds. The other end is `fromDevice`, `finish` and `reset`.
 */
export class InMemorySocket extends Duplex {
  readonly remoteAddress = '192.0.2.1';
  readonly #toDevice: (bytes: Buffer) => void;

  constructor(toDevice: (bytes: Buffer) => void) {
    super({ allowHalfOpen: false });
    this.#toDevice = toDevice;
  }

  /** As the gateway knows it. */
  asSocket(): Socket {
    return this as unknown as Socket;
  }

  fromDevice(bytes: Buffer): void {
    if (!this.destroyed) this.push(bytes);
  }

  /** The device closes its connection. */
  finish(): void {
    if (!this.destroyed) this.push(null);
  }

  /** The connection breaks. */
  reset(): void {
    this.destroy();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#toDevice(chunk);
    done();
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }
}

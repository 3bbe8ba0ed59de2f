import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** One TCP connection of which a test writes every byte, and sees every packet that comes back as bytes. */
export class RawPeer {
  readonly socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  readonly #ended: Promise<unknown>;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1').setNoDelay(true);
    this.#ended = once(this.socket, 'close');
    this.socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    // A server that cuts the connection while bytes are on their way ends it with an error.
    this.socket.on('error', () => {});
  }

  /** Gone when the test is over. */
  static open(port: number): RawPeer {
    const peer = new RawPeer(port);
    onTestFinished(() => peer.leave());
    return peer;
  }

  write(...packets: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(packets));
  }

  /** The next packet. */
  async packet(): Promise<Buffer> {
    const bytes = await vi.waitFor(
      () => {
        const length = firstPacketBytes(this.#received);
        if (length === undefined) throw new Error(`only ${this.#received.toString('hex')} came`);
        return length;
      },
      { timeout: 5_000, interval: 1 },
    );
    const packet = this.#received.subarray(0, bytes);
    this.#received = this.#received.subarray(bytes);
    return packet;
  }

  /** The next packets. */
  async packets(count: number): Promise<Buffer[]> {
    const packets: Buffer[] = [];
    while (packets.length < count) packets.push(await this.packet());
    return packets;
  }

  /** Resolves when the server has ended the connection, with the packets that came before. */
  async end(): Promise<Buffer[]> {
    await this.#ended;
    const packets: Buffer[] = [];
    for (let length = firstPacketBytes(this.#received); length; length = firstPacketBytes(this.#received))
      packets.push(await this.packet());
    if (this.#received.length > 0) throw new Error(`half a packet came: ${this.#received.toString('hex')}`);
    return packets;
  }

  leave(): void {
    this.socket.destroy();
  }
}

/** Undefined while the first packet is not whole. */
function firstPacketBytes(bytes: Buffer): number | undefined {
  let length = 0;
  for (let position = 1; position < bytes.length; position++) {
    const byte = bytes[position]!;
    length |= (byte & 0x7f) << (7 * (position - 1));
    if (byte > 0x7f) continue;
    const end = position + 1 + length;
    return end <= bytes.length ? end : undefined;
  }
  return undefined;
}

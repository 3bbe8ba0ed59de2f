import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate, type Packet, parser as packetParser } from 'mqtt-packet';
import { vi } from 'vitest';
import { encodeConnect } from '../src/simulator/connect-packet.ts';
import type { RunningGateway, TestDevice } from './running-gateway.ts';

/** A device of which the test writes every byte, and which knows what came back by packet type only. */
export class WireDevice {
  readonly closed: Promise<unknown>;
  readonly #socket: Socket;
  readonly #received = new Map<string, number>();

  constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = once(socket, 'close');
    const parser = packetParser();
    parser.on('packet', ({ cmd }) => this.#received.set(cmd, this.count(cmd) + 1));
    socket.on('data', (chunk) => parser.parse(chunk));
    // A server that cuts the connection while bytes are on their way ends it with an error.
    socket.on('error', () => {});
  }

  /** Logged in, with keep-alive 0 unless told otherwise. */
  static async connect(
    { port }: Pick<RunningGateway, 'port'>,
    { did, passcode }: TestDevice,
    keepAliveSeconds = 0,
  ): Promise<WireDevice> {
    const device = new WireDevice(connect(port, '127.0.0.1'));
    device.#socket.write(encodeConnect({ did, passcode, version: '3.1.1', keepAliveSeconds }));
    await device.until('connack');
    return device;
  }

  /** How many packets of a type came back. */
  count(cmd: Packet['cmd']): number {
    return this.#received.get(cmd) ?? 0;
  }

  async until(cmd: Packet['cmd'], count = 1): Promise<void> {
    await vi.waitFor(
      () => {
        if (this.count(cmd) < count) throw new Error(`${this.count(cmd)} of ${count} ${cmd}`);
      },
      { timeout: 10_000, interval: 5 },
    );
  }

  send(...packets: Packet[]): void {
    this.write(Buffer.concat(packets.map((packet) => generate(packet))));
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  stopReading(): void {
    this.#socket.pause();
  }

  end(): void {
    this.#socket.destroy();
  }
}

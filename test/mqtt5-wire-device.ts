import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate, type IConnectPacket, type Packet, parser as packetParser } from 'mqtt-packet';
import { expect, onTestFinished } from 'vitest';
import type { RunningGateway, TestDevice } from './running-gateway.ts';

const options = { protocolVersion: 5 };

/** A device that speaks MQTT 5 by packets of somebody else's making; the test says every one of them. */
export class Mqtt5WireDevice {
  /** All that came back. */
  readonly received: Packet[] = [];
  readonly closed: Promise<unknown>;
  readonly #socket: Socket;

  constructor({ port }: Pick<RunningGateway, 'port'>) {
    this.#socket = connect(port, '127.0.0.1');
    this.closed = once(this.#socket, 'close');
    const parser = packetParser(options);
    parser.on('packet', (packet) => this.received.push(packet));
    this.#socket.on('data', (chunk) => parser.parse(chunk));
    this.#socket.on('error', () => {});
    onTestFinished(() => void this.#socket.destroy());
  }

  /** Sends a CONNECT and waits for what answers it. */
  static async connect(
    gateway: Pick<RunningGateway, 'port'>,
    { did, passcode }: TestDevice,
    wishes: Partial<IConnectPacket> = {},
  ): Promise<Mqtt5WireDevice> {
    const device = new Mqtt5WireDevice(gateway);
    const credentials = { clientId: did, username: did, password: Buffer.from(passcode) };
    const connect = {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 5,
      clean: true,
      keepalive: 0,
    } as const;
    device.send({ ...connect, ...credentials, ...wishes });
    await device.next('connack');
    return device;
  }

  send(...packets: Packet[]): void {
    this.write(Buffer.concat(packets.map((packet) => generate(packet, options))));
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** The first packet of a type, once it has come. */
  async next<Cmd extends Packet['cmd']>(cmd: Cmd): Promise<Extract<Packet, { cmd: Cmd }>> {
    await expect.poll(() => this.received.map((packet) => packet.cmd)).toContain(cmd);
    return this.received.find((packet) => packet.cmd === cmd) as Extract<Packet, { cmd: Cmd }>;
  }

  /** The reason code of the DISCONNECT after which the server closed the connection. */
  async reasonOfEnd(): Promise<number | undefined> {
    await this.closed;
    const last = this.received.at(-1);
    return last?.cmd === 'disconnect' ? last.reasonCode : undefined;
  }
}

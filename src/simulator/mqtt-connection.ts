import type { Socket } from 'node:net';
import { generate, type IConnackPacket, type ISubackPacket, type Packet, parser } from 'mqtt-packet';
import { type DeviceLogin, encodeConnect, protocolOf } from './connect-packet.ts';
import { connectSocket } from './connect-socket.ts';
import type { ServerAddress } from './server-address.ts';

export type DeliveryQos = 0 | 1;

export interface MqttConnectionOptions {
  readonly server: ServerAddress;
  readonly login: DeviceLogin;
  readonly onMessage: (topic: string, payload: Buffer) => void;
  readonly onAcknowledged: (packetId: number) => void;
}

interface Publication {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: DeliveryQos;
}

/** The one answer that a module waits for at a time. */
interface AwaitedAnswer {
  readonly cmd: 'connack' | 'suback';
  readonly resolve: (packet: Packet) => void;
  readonly reject: (error: Error) => void;
}

const closeTimeoutMs = 1_000;
const answerTimeoutMs = 10_000;
const missedAnswersMax = 3;
const packetIdMax = 0xffff;
const firstRefusal = 0x80;

/** A module's end of one MQTT connection: it asks one thing at a time and pings at half the keep alive time. */
export class MqttConnection {
  /** Resolves to the reason when the connection is gone, or has fallen silent. */
  readonly closed: Promise<string>;
  #close!: (reason: string) => void;
  readonly #options: MqttConnectionOptions;
  readonly #socket: Socket;
  #awaited: AwaitedAnswer | undefined;
  #pings: NodeJS.Timeout | undefined;
  #missedAnswers = 0;
  #lastPacketId = 0;
  #isSilent = false;

  /** Begins to connect. */
  constructor(options: MqttConnectionOptions) {
    this.#options = options;
    this.#socket = connectSocket(options.server);
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    this.#watchSocket();
  }

  /** @throws Error with the return code, when the server refuses the device */
  async logIn(): Promise<void> {
    const { login } = this.#options;
    const connack = (await this.#ask(encodeConnect(login), 'connack')) as IConnackPacket;
    const code = connack.reasonCode ?? connack.returnCode;
    if (code !== 0) throw new Error(`login was refused with return code ${code}`);
    if (login.keepAliveSeconds > 0) {
      this.#pings = setInterval(() => this.#ping(), login.keepAliveSeconds * 500);
    }
  }

  /** Subscribes at QoS 0 and waits for the SUBACK. */
  async subscribe(topic: string): Promise<void> {
    const messageId = this.#nextPacketId();
    const request = this.#encode({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos: 0 }] });
    const { granted } = (await this.#ask(request, 'suback')) as ISubackPacket;
    if (Number(granted[0]) >= firstRefusal) throw new Error(`subscription to ${topic} was refused`);
  }

  /** Returns the packet id, which means something only at QoS 1. */
  publish({ topic, payload, qos }: Publication): number {
    const messageId = qos === 0 ? 0 : this.#nextPacketId();
    this.#send({ cmd: 'publish', topic, payload, qos, messageId, dup: false, retain: false });
    return messageId;
  }

  /** DISCONNECT, and the end of the connection. */
  disconnect(): void {
    this.#socket.end(this.#encode({ cmd: 'disconnect' }));
    // A server that does not close its side must not keep the device waiting.
    this.#socket.setTimeout(closeTimeoutMs, () => this.#socket.destroy());
  }

  /** Ends the connection without DISCONNECT. */
  cut(): void {
    this.#socket.destroy();
  }

  /** As after a power cut: the connection stays, but nobody sends or answers any more. */
  fallSilent(): void {
    this.#isSilent = true;
    clearInterval(this.#pings);
    this.#close('fallen silent');
  }

  #watchSocket(): void {
    const packets = parser(this.#protocol);
    packets.on('packet', (packet) => this.#take(packet));
    packets.on('error', (error) => this.#socket.destroy(error));
    this.#socket.on('data', (chunk: Buffer) => {
      if (!this.#isSilent) packets.parse(chunk);
    });
    let reason = 'closed by the server';
    this.#socket.on('error', (error) => {
      reason = error.message;
    });
    this.#socket.on('close', () => {
      clearInterval(this.#pings);
      this.#awaited?.reject(new Error(reason));
      this.#close(reason);
    });
  }

  async #ask(request: Buffer, cmd: AwaitedAnswer['cmd']): Promise<Packet> {
    const timer = setTimeout(() => this.#socket.destroy(new Error(`no ${cmd} in time`)), answerTimeoutMs);
    try {
      return await new Promise((resolve, reject) => {
        this.#awaited = { cmd, resolve, reject };
        this.#write(request);
      });
    } finally {
      clearTimeout(timer);
      this.#awaited = undefined;
    }
  }

  #take(packet: Packet): void {
    this.#missedAnswers = 0;
    if (packet.cmd === this.#awaited?.cmd) this.#awaited.resolve(packet);
    else if (packet.cmd === 'publish') {
      if (packet.qos === 1) this.#send({ cmd: 'puback', messageId: packet.messageId! });
      this.#options.onMessage(packet.topic, packet.payload as Buffer);
    } else if (packet.cmd === 'puback') this.#options.onAcknowledged(packet.messageId!);
  }

  #ping(): void {
    if (this.#missedAnswers === missedAnswersMax) {
      this.#socket.destroy(new Error('three PINGREQ without an answer'));
      return;
    }
    this.#missedAnswers++;
    this.#send({ cmd: 'pingreq' });
  }

  get #protocol() {
    return protocolOf[this.#options.login.version];
  }

  #encode(packet: Packet): Buffer {
    return generate(packet, this.#protocol);
  }

  #send(packet: Packet): void {
    this.#write(this.#encode(packet));
  }

  #write(bytes: Buffer): void {
    if (!this.#isSilent && this.#socket.writable) this.#socket.write(bytes);
  }

  #nextPacketId(): number {
    this.#lastPacketId = (this.#lastPacketId % packetIdMax) + 1;
    return this.#lastPacketId;
  }
}

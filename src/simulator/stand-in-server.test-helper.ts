import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet';
import type { BootstrapServer } from './bootstrap-exchange.ts';
import { ConditionWaiters } from './condition-waiters.ts';
import type { ServerAddress } from './server-address.ts';

export interface StandInOptions {
  /** Answers a request of the device port; a server that knows one did when left out. */
  readonly answerHttp?: (request: string, mqtt: ServerAddress) => string;
  /** Return code for each CONNECT; 0 when left out. */
  readonly returnCode?: () => number;
  /** Answers a packet after CONNECT; gives what the standard asks for when left out. */
  readonly answerMqtt?: (packet: Packet, session: StandInSession) => void;
}

/** What the server saw of one MQTT connection. */
export class StandInSession {
  readonly packets: Packet[] = [];
  readonly socket: Socket;
  /** Everything the device sent, as it came. */
  received: Buffer = Buffer.alloc(0);
  isClosed = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** As the device named it. */
  get #protocolVersion(): number {
    const [connect] = this.packets;
    return (connect?.cmd === 'connect' && connect.protocolVersion) || 4;
  }

  send(packet: Packet): void {
    this.socket.write(generate(packet, { protocolVersion: this.#protocolVersion }));
  }

  publish(topic: string, hex: string): void {
    const payload = Buffer.from(hex, 'hex');
    this.send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  }

  /** `topic hex` of each PUBLISH. */
  get published(): string[] {
    return this.publications.map(({ topic, payload }) => `${topic} ${payload.toString('hex')}`);
  }

  get publications(): (IPublishPacket & { payload: Buffer })[] {
    return this.packets.filter((packet) => packet.cmd === 'publish') as (IPublishPacket & {
      payload: Buffer;
    })[];
  }

  count(cmd: Packet['cmd']): number {
    return this.packets.filter((packet) => packet.cmd === cmd).length;
  }
}

export const standInDid = 'abcdefghijklmnopqrstuv';

/** The other side for one test: the device port and an MQTT server, both on free ports of 127.0.0.1. */
export class StandInServer {
  /** Whole HTTP requests. */
  readonly requests: string[] = [];
  readonly sessions: StandInSession[] = [];
  readonly #waiters = new ConditionWaiters();
  readonly #options: StandInOptions;
  readonly #http = createServer((socket) => this.#serveHttp(socket));
  readonly #mqtt = createServer((socket) => this.#serveMqtt(socket));
  readonly #sockets = new Set<Socket>();

  private constructor(options: StandInOptions) {
    this.#options = options;
  }

  static async start(options: StandInOptions = {}): Promise<StandInServer> {
    const server = new StandInServer(options);
    await Promise.all([listen(server.#http), listen(server.#mqtt)]);
    return server;
  }

  get bootstrap(): BootstrapServer {
    return { ...addressOf(this.#http), hostName: 'api.gizwits.com' };
  }

  get mqtt(): ServerAddress {
    return addressOf(this.#mqtt);
  }

  /** The latest MQTT connection. */
  get session(): StandInSession {
    return this.sessions.at(-1)!;
  }

  until(isMet: () => boolean, what: string): Promise<void> {
    return this.#waiters.until(isMet, { what, timeoutMs: 10_000 });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#waiters.abandon('the server was stopped');
    await Promise.all(
      [this.#http, this.#mqtt].map((server) => new Promise((resolve) => server.close(resolve))),
    );
  }

  #serveHttp(socket: Socket): void {
    this.#hold(socket);
    socket.on('data', (chunk: Buffer) => {
      const request = chunk.toString('latin1');
      this.requests.push(request);
      socket.end((this.#options.answerHttp ?? answerKnownDevice)(request, this.mqtt));
      this.#waiters.check();
    });
  }

  #serveMqtt(socket: Socket): void {
    this.#hold(socket);
    const session = new StandInSession(socket);
    this.sessions.push(session);
    const packets = parser();
    packets.on('packet', (packet) => {
      session.packets.push(packet);
      this.#answer(packet, session);
      this.#waiters.check();
    });
    socket.on('data', (chunk: Buffer) => {
      session.received = Buffer.concat([session.received, chunk]);
      packets.parse(chunk);
    });
    socket.on('close', () => {
      session.isClosed = true;
      this.#waiters.check();
    });
  }

  #answer(packet: Packet, session: StandInSession): void {
    if (packet.cmd !== 'connect') {
      (this.#options.answerMqtt ?? answerByTheBook)(packet, session);
      return;
    }
    const code = this.#options.returnCode?.() ?? 0;
    session.send({ cmd: 'connack', returnCode: code, reasonCode: code, sessionPresent: false });
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

export function answerByTheBook(packet: Packet, session: StandInSession): void {
  if (packet.cmd === 'subscribe') session.send({ cmd: 'suback', messageId: packet.messageId!, granted: [0] });
  if (packet.cmd === 'pingreq') session.send({ cmd: 'pingresp' });
  if (packet.cmd === 'publish' && packet.qos === 1)
    session.send({ cmd: 'puback', messageId: packet.messageId! });
}

/** Every registration gets the same did; there is never new firmware. */
export function answerKnownDevice(request: string, { port }: ServerAddress): string {
  if (request.startsWith('POST /dev/devices ')) return httpAnswer('201 Created', `did=${standInDid}`);
  if (request.startsWith('POST /dev/ota/')) return httpAnswer('404 Not Found', '');
  if (request.startsWith('DELETE ')) return httpAnswer('200 OK', '');
  return httpAnswer(
    '200 OK',
    `host=127.0.0.1&port=${port}&server_ts=1795000000&log_host=&log_port=&log_enable=0`,
  );
}

export function httpAnswer(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function addressOf(server: Server): ServerAddress {
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

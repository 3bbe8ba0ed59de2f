import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from 'node:tls';
import { encodeFrame } from '../codec/frame.ts';
import { frameCommand } from '../codec/frame-command.ts';
import { encodeClientCount, encodeFirmwareCheck, firmwareType } from '../codec/server-message.ts';
import type { CommandOptions, DeviceCommands, FirmwareTarget } from '../model/device-commands.ts';
import { QiyunError } from '../model/errors.ts';
import { type ListenOn, listenOn } from '../model/listen-on.ts';
import type { FormerPlace, SessionDirectory } from '../model/session-directory.ts';
import type { OfflineReason } from '../model/session-end.ts';
import { DeviceSession, type SessionContext } from './device-session.ts';
import { commandTopic, resultTopic } from './device-topics.ts';
import { handlePacket } from './handlers/handle-packet.ts';
import { reasonCode } from './mqtt/reason-code.ts';
import { OpenSockets } from './open-sockets.ts';
import type { SendingDensity } from './sending-density.ts';
import { createTakeOver } from './sockets-over-one-buffer.ts';
import { UnknownSessions } from './unknown-sessions.ts';
import { WakingClock } from './waking-clock.ts';

export type GatewayOptions = Pick<
  SessionContext,
  'monotonicClock' | 'limits' | 'ingest' | 'login' | 'adoption' | 'clientCount' | 'productOf'
> & {
  readonly directory: SessionDirectory;
  readonly maxConnections: number;
  /** Told of every session that begins and every connection that ends. */
  onSession?(change: SessionChange): void;
  /** For MQTT over TLS; undefined: none. */
  readonly tls?: TlsOptions | undefined;
};

/** For the log. */
export interface SessionChange {
  /** Undefined when no device has logged in. */
  readonly did: string | undefined;
  readonly address: string;
  /** Why it has ended; undefined when it begins. */
  readonly reason?: OfflineReason;
}

const tickMs = 500;
/** As long as what Node.js reads at once. */
const receiveBufferBytes = 64 << 10;

/** All device sessions of this process: who is connected, what they may be sent, and when reading has to pause. */
export class Gateway implements DeviceCommands {
  readonly #options: GatewayOptions;
  readonly #context: SessionContext;
  /** To be shared with other processes, like the one with TLS. */
  readonly server: Server;
  readonly secureServer: TlsServer | undefined;
  readonly #wakingClock: WakingClock;
  readonly #sockets = new OpenSockets();
  /** Every connection, logged in or not. */
  readonly #connections = new Set<DeviceSession>();
  readonly #unknown = new UnknownSessions();
  readonly #byDevice = new Map<number, DeviceSession>();
  /** The session that claimed a device last; another process takes the claim away by `release`. */
  readonly #claims = new Map<number, DeviceSession>();
  /** Of devices that were cut for it a moment ago. */
  readonly #densities = new Map<number, SendingDensity>();
  /** A line: nobody has a second turn before everybody had one. */
  readonly #waitingForRelief = new Set<DeviceSession>();
  /** The latest login of a device that was cut a moment ago: those before it have given up. */
  readonly #resting = new Map<number, { readonly session: DeviceSession; resolve(): void }>();
  /** Of devices that nobody knows and that wait for approval, by did. */
  readonly #waiting = new Map<string, DeviceSession>();
  /** Logins since the start. */
  sessionsOpened = 0;
  #isUnderPressure = false;
  #ticker: NodeJS.Timeout | undefined;
  #lastClaim = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#wakingClock = new WakingClock(options.monotonicClock);
    this.#context = {
      ...options,
      wakingClock: () => this.#wakingClock.now(),
      handlePacket,
      claim: (session, deviceId) => this.#claim(session, deviceId),
      holdsClaim: (session, deviceId) => this.#claims.get(deviceId) === session,
      densityOf: (deviceId) => this.#densities.get(deviceId),
      rememberDensity: (deviceId, density) => this.#densities.set(deviceId, density),
      restOf: (session, deviceId) => this.#restOf(session, deviceId),
      register: (session) => this.#register(session),
      registerWaiting: (session, did) => this.#registerWaiting(session, did),
      unregister: (session, reason) => this.#unregister(session, reason),
      mustWait: (isItsTurn) => this.#isUnderPressure || (!isItsTurn && this.#waitingForRelief.size > 0),
      awaitRelief: (session) => this.#waitingForRelief.add(session),
    };
    const takeOver = createTakeOver(receiveBufferBytes);
    this.server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(takeOver(socket)));
    this.server.maxConnections = options.maxConnections;
    if (!options.tls) return;
    this.secureServer = createTlsServer(options.tls, (socket) => this.#accept(socket));
    this.secureServer.maxConnections = options.maxConnections;
  }

  /** Listens on a port, or on a server that another process listens on, too. Returns the port. */
  async listen(on: ListenOn): Promise<number> {
    const port = await listenOn(this.server, on);
    // After what has arrived was read: nobody is silent whose bytes were only waiting for us.
    this.#ticker = setInterval(() => setImmediate(() => this.tick()), tickMs);
    return port;
  }

  /** The same with TLS, beside `listen`. */
  listenSecurely(on: ListenOn): Promise<number> {
    return listenOn(this.secureServer!, on);
  }

  hasSession(deviceId: number): boolean {
    return this.#byDevice.has(deviceId);
  }

  /** Connections of devices, logged in or not. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  get sessionCount(): number {
    return this.#byDevice.size;
  }

  /** Devices that are connected and wait for approval. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Sessions that are not read from because the ingest has too much. */
  get heldCount(): number {
    return this.#waitingForRelief.size;
  }

  /**
   * Ends the sessions of devices that need not wait any more, or may not: approved ones come back by themselves and are
   * let in. To be called every few seconds.
   */
  async endDecidedWaits(): Promise<void> {
    const named = [...this.#waiting].filter(([, session]) => session.waiting?.productKey !== undefined);
    if (named.length === 0) return;
    const still = await this.#options.adoption.stillWaiting(named.map(([did]) => did));
    for (const [did, session] of named) if (!still.has(did)) session.end('offline_reset');
  }

  /** Ends what has been silent too long. Public for tests that set the clock. */
  tick(): void {
    this.#wakingClock.tick();
    const nowMs = this.#wakingClock.now();
    for (const session of this.#connections) session.checkTime(nowMs);
    this.#endRests(nowMs);
    this.#options.ingest.sweep();
  }

  #restOf(session: DeviceSession, deviceId: number): Promise<void> | undefined {
    const density = this.#densities.get(deviceId);
    if (!density || density.isRested(this.#wakingClock.now())) return undefined;
    this.#endRest(deviceId, (former) => former.end('offline_force'));
    return new Promise((resolve) => this.#resting.set(deviceId, { session, resolve }));
  }

  #endRest(deviceId: number, before?: (session: DeviceSession) => void): void {
    const login = this.#resting.get(deviceId);
    if (!login) return;
    this.#resting.delete(deviceId);
    before?.(login.session);
    login.resolve();
  }

  #endRests(nowMs: number): void {
    for (const deviceId of this.#resting.keys())
      if (this.#densities.get(deviceId)?.isRested(nowMs) ?? true) this.#endRest(deviceId);
    for (const [deviceId, density] of this.#densities)
      if (density.isOver(nowMs)) this.#densities.delete(deviceId);
  }

  /** The ingest has too much, or room again (architecture.md, decision 4): reading waits, nothing is dropped. */
  setPressure(isHigh: boolean): void {
    this.#isUnderPressure = isHigh;
    if (!isHigh) setImmediate(() => this.#relieve());
  }

  async send(deviceId: number, payload: Buffer, options: CommandOptions): Promise<void> {
    const session = this.#byDevice.get(deviceId);
    if (!session?.device) throw new QiyunError('5305', { detail: 'the device has no session' });
    const serialNumber = session.commands.reserve();
    try {
      await withinTime(options.timeoutMs, this.#deliver(session, serialNumber, { payload, ...options }));
    } finally {
      session.commands.abandon(serialNumber);
    }
  }

  /**
   * Another process claims the device: its session here ends, and logins under way up to this claim come to nothing.
   * Resolves when all that was received of the device and sent to it is on disk, also of sessions that ended before.
   */
  async release(deviceId: number, claim: number): Promise<void> {
    const session = this.#claims.get(deviceId);
    if (session && session.claim <= claim) this.#claims.delete(deviceId);
    this.#byDevice.get(deviceId)?.end('offline_force');
    await this.#options.ingest.settled(deviceId);
  }

  async disconnect(deviceId: number, reason: OfflineReason): Promise<void> {
    const session = this.#byDevice.get(deviceId);
    const login = this.#claims.get(deviceId);
    // It was accepted by what is no longer so, and comes back to be judged anew.
    if (login !== session) login?.end(reason);
    if (session) await new Promise<void>((resolve) => session.end(reason, {}, resolve));
  }

  async checkFirmware(deviceId: number, target: FirmwareTarget): Promise<boolean> {
    const session = this.#byDevice.get(deviceId);
    if (!session?.device) return false;
    session.publish(resultTopic(session.device.did), encodeFirmwareCheck(firmwareType[target]));
    return true;
  }

  /** Apps of the device have come, or are gone: it shows that to its owner (device-cloud.md §4.5). */
  tellClientCount(deviceId: number): void {
    const session = this.#byDevice.get(deviceId);
    if (!session?.device) return;
    const topic = resultTopic(session.device.did);
    if (!session.subscriptions.hears(topic)) return;
    session.publish(topic, encodeClientCount(this.#options.clientCount(deviceId)));
  }

  /**
   * Stops listening and reading, waits until what was received is on disk and acknowledged, unless that takes too long, and
   * ends every session. Those ends are in the ingest afterwards.
   */
  async close(): Promise<void> {
    clearInterval(this.#ticker);
    const closed = Promise.all([this.server, this.secureServer].map(closing));
    for (const session of this.#connections) session.hold('stop');
    await Promise.race([
      this.#options.ingest.idle(),
      pause(this.#options.limits.drainMs, undefined, { ref: false }),
    ]);
    const code = reasonCode.serverShuttingDown;
    for (const session of this.#connections) session.end('offline_exception', { code });
    await closed;
    await this.#sockets.allClosed();
  }

  async #deliver(
    session: DeviceSession,
    serialNumber: number,
    command: { payload: Buffer } & CommandOptions,
  ): Promise<void> {
    await session.commands.subscribed(serialNumber);
    const device = session.device!;
    const isConfirmed = command.acknowledgement !== 'unconfirmed';
    const frame = encodeFrame({
      command: isConfirmed ? frameCommand.confirmedBusiness : frameCommand.business,
      serialNumber,
      payload: command.payload,
    });
    const packet = session.encode(commandTopic(device.did), frame);
    if (!session.takes(packet))
      throw new QiyunError('5403', { detail: `the device takes no packets of ${packet.length} bytes` });
    const logged = this.#options.ingest.frameSent(device, frame);
    session.send(packet);
    const acknowledged =
      command.acknowledgement === 'required' ? session.commands.acknowledged(serialNumber) : undefined;
    // The caller's 200 is an acknowledgement, too: it waits until the command is in the log.
    await Promise.all([acknowledged, logged]);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    if (this.#sockets.count > this.#options.maxConnections) {
      socket.destroy();
      return;
    }
    const session = new DeviceSession(socket, this.#context);
    this.#connections.add(session);
    this.#unknown.add(session);
    if (this.#unknown.countBeside(session) >= this.#options.limits.maxUnknownPerAddress)
      session.end('offline_exception');
  }

  #claim(session: DeviceSession, deviceId: number): Promise<FormerPlace> {
    session.claimedDeviceId = deviceId;
    session.claim = ++this.#lastClaim;
    this.#claims.set(deviceId, session);
    return this.#options.directory.claim(deviceId, session.claim);
  }

  #register(session: DeviceSession): void {
    const { deviceId } = session.device!;
    this.sessionsOpened++;
    this.#unknown.remove(session);
    this.#byDevice.get(deviceId)?.end('offline_force');
    this.#byDevice.set(deviceId, session);
    this.#options.onSession?.({ did: session.device!.did, address: session.remoteAddress });
  }

  #registerWaiting(session: DeviceSession, did: string): void {
    this.#waiting.get(did)?.end('offline_force');
    this.#waiting.set(did, session);
  }

  #unregister(session: DeviceSession, reason: OfflineReason): void {
    this.#options.onSession?.({ did: session.device?.did, address: session.remoteAddress, reason });
    this.#connections.delete(session);
    this.#unknown.remove(session);
    this.#waitingForRelief.delete(session);
    const did = session.waiting?.did;
    if (did !== undefined && this.#waiting.get(did) === session) this.#waiting.delete(did);
    const deviceId = session.claimedDeviceId;
    if (deviceId === undefined) return;
    if (this.#claims.get(deviceId) === session) this.#claims.delete(deviceId);
    if (this.#byDevice.get(deviceId) === session) this.#byDevice.delete(deviceId);
  }

  #relieve(): void {
    for (const session of this.#waitingForRelief) {
      if (this.#isUnderPressure) return;
      this.#waitingForRelief.delete(session);
      session.release('pressure');
    }
  }
}

function closing(server: Server | undefined): Promise<unknown> {
  return new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
}

/** Rejects with 5403 when the work is not done in time. */
async function withinTime(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new QiyunError('5403', { detail: `no acknowledgement within ${timeoutMs} ms` }));
    }, timeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // Whichever loses the race must not end the process by rejecting later.
    work.catch(() => {});
  }
}

import type { WebSocket } from 'ws';
import { parseFrame } from '../../codec/frame.ts';
import { Malformed } from '../../codec/malformed.ts';
import { isReadReply } from '../../codec/p0-action.ts';
import type { DeviceEvent, DeviceReport } from '../../model/device-event.ts';
import type { BindingChange } from '../../store/user-changes.ts';
import { readWatchableDevices, type WatchableDevice } from '../../store/watchable-devices.ts';
import type { AppSocketContext } from './app-socket-context.ts';
import { asInvalidMessage, InvalidMessage } from './invalid-message.ts';
import { bindingChanged, invalidMessage, notification, onlineStatus, rawData } from './server-message.ts';
import { Subscriptions } from './subscriptions.ts';

/** What an app has said when it logged in. */
export interface AppLogin {
  readonly uid: string;
  readonly appid: string;
  /** In hex. */
  readonly tokenHash: string;
  /** It wants frames as they are, never data points. */
  readonly isCustom: boolean;
  readonly heartbeatMs: number;
  /** Whether it is subscribed to whatever is bound to the user. */
  readonly subscribesAll: boolean;
}

export interface AppSocketOptions {
  readonly context: AppSocketContext;
  /** Whom failed logins are counted for. */
  readonly address: string;
  readonly clientIp: string;
  /** Does what a message asks for. */
  handle(socket: AppSocket, text: string): Promise<void>;
  /** A user has logged in, or is no longer. */
  entered(socket: AppSocket, uid: string): void;
  left(socket: AppSocket, uid: string): void;
  closed(socket: AppSocket): void;
}

interface ReadUnderWay {
  readonly resSn: number | undefined;
  /** None for all. */
  readonly names: readonly string[];
  readonly untilMs: number;
}

/** Close codes of RFC 6455 §7.4.1. */
const closeCode = { normal: 1000, goingAway: 1001, policyViolation: 1008 } as const;
/** A status that comes later than this after a read is no answer to it. */
const readAnswerMs = 5_000;

/** The WebSocket of one app: who is logged in, what it is told, and how it ends. What messages do is in `handlers/`. */
export class AppSocket {
  readonly context: AppSocketContext;
  readonly address: string;
  readonly clientIp: string;
  readonly subscriptions: Subscriptions;
  readonly #options: AppSocketOptions;
  readonly #socket: WebSocket;
  /** Messages and changes of bindings, one after the other. */
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #login: AppLogin | undefined;
  /** Whether the app knows that it is logged in; before, it is told nothing. */
  #isWelcome = false;
  #expiredAtS = Number.POSITIVE_INFINITY;
  #lastHeardMs: number;
  #isClosed = false;
  #commandsUnderWay = 0;
  /** The latest read of a device that wants its answer to be a special one. */
  readonly #reads = new Map<number, ReadUnderWay>();

  constructor(socket: WebSocket, options: AppSocketOptions) {
    this.context = options.context;
    this.address = options.address;
    this.clientIp = options.clientIp;
    this.#options = options;
    this.#socket = socket;
    this.#lastHeardMs = this.context.monotonicClock();
    this.subscriptions = new Subscriptions(this.context.watch, (event) => this.#tell(event));
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('close', () => this.#close());
    // 'close' always follows; without a listener an error would end the process.
    socket.on('error', () => {});
  }

  /** @throws InvalidMessage 1003 */
  get login(): AppLogin {
    if (!this.#login) throw new InvalidMessage(1003);
    return this.#login;
  }

  /**
   * From here on changes of the user's bindings and the end of his token are noticed.
   * @throws InvalidMessage 1003 when the socket has closed meanwhile
   */
  enter(login: AppLogin): void {
    if (this.#isClosed) throw new InvalidMessage(1003);
    this.#login = login;
    this.#options.entered(this, login.uid);
  }

  /** From here on the app is told of its devices, until its token expires. */
  welcome(text: string, expiredAtS: number): void {
    this.#isWelcome = true;
    this.#expiredAtS = expiredAtS;
    this.send(text);
  }

  logOut(): void {
    this.subscriptions.clear();
    this.#reads.clear();
    this.#isWelcome = false;
    this.#expiredAtS = Number.POSITIVE_INFINITY;
    if (this.#login) this.#options.left(this, this.#login.uid);
    this.#login = undefined;
    this.#lastHeardMs = this.context.monotonicClock();
  }

  /** What an app does not take is kept for it up to a limit; then it is cut. */
  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(text);
    if (this.#socket.bufferedAmount > this.context.limits.maxUnsentBytes) this.#socket.terminate();
  }

  refuse(error: unknown): void {
    const refusal = asInvalidMessage(error);
    if (refusal.code === 1000) this.context.onFault(error);
    this.send(invalidMessage(refusal));
  }

  /** @throws InvalidMessage 1003, 1004 */
  subscribed(did: string): WatchableDevice {
    if (!this.#login) throw new InvalidMessage(1003);
    const device = this.subscriptions.byDid(did);
    if (!device) throw new InvalidMessage(1004, did);
    return device;
  }

  /**
   * Runs a command without waiting for it; an app may have some under way.
   * @throws InvalidMessage 1008
   */
  runCommand(command: () => Promise<void>): void {
    if (this.#commandsUnderWay >= this.context.limits.maxCommands)
      throw new InvalidMessage(1008, 'commands wait for their devices');
    this.#commandsUnderWay++;
    command()
      .catch((error: unknown) => this.refuse(error))
      .finally(() => this.#commandsUnderWay--);
  }

  /** The next status of the device carries this number, or its answer to the read only the points of these names. */
  expectAnswer(deviceId: number, read: Omit<ReadUnderWay, 'untilMs'>): void {
    this.#reads.set(deviceId, { ...read, untilMs: this.context.monotonicClock() + readAnswerMs });
  }

  /** A device is bound to the user now, or no longer: then he hears nothing more of it. */
  bindingChanged(change: BindingChange): void {
    this.#enqueue(() => this.#adoptBinding(change));
  }

  /** A token of the user is no longer one. */
  tokenEnded(tokenHash: string): void {
    this.#enqueue(async () => {
      if (this.#login?.tokenHash === tokenHash) this.#expel();
    });
  }

  /** Changes may have been missed: the app has to log in again, on this socket or another. */
  requireLogin(): void {
    this.#enqueue(async () => {
      if (!this.#login) return;
      this.logOut();
      this.refuse(new InvalidMessage(1009));
    });
  }

  /** Ends a socket whose token has expired, or that has been silent too long; called about once a second. */
  checkTime(nowMs: number): void {
    const silentMs = nowMs - this.#lastHeardMs;
    if (this.#login) {
      if (Math.floor(this.context.clock() / 1000) > this.#expiredAtS) {
        this.#expel();
        return;
      }
      if (silentMs <= 1.5 * this.#login.heartbeatMs) return;
      this.refuse(new InvalidMessage(1011));
      this.#socket.close(closeCode.normal);
    } else if (silentMs > this.context.limits.loginTimeoutMs) this.refuseAddress();
  }

  /** Ends a socket that has shown no user, or guesses. */
  refuseAddress(): void {
    this.#socket.close(closeCode.policyViolation);
  }

  /** The server stops. */
  end(): void {
    this.#socket.close(closeCode.goingAway);
  }

  cut(): void {
    this.#socket.terminate();
  }

  /** His token is good for nothing any more. */
  #expel(): void {
    this.logOut();
    this.refuse(new InvalidMessage(1009));
    this.#socket.close(closeCode.normal);
  }

  #receive(text: string): void {
    // Before the login nothing but a login keeps a socket open.
    if (this.#login) this.#lastHeardMs = this.context.monotonicClock();
    this.#enqueue(() => this.#options.handle(this, text));
  }

  /** Nothing more is read while something waits. */
  #enqueue(work: () => Promise<void>): void {
    if (this.#waiting++ === 0) this.#socket.pause();
    this.#work = this.#work.then(() => this.#run(work));
  }

  async #run(work: () => Promise<void>): Promise<void> {
    try {
      if (this.#socket.readyState === this.#socket.OPEN) await work();
    } catch (error) {
      this.refuse(error);
    }
    if (--this.#waiting === 0) this.#socket.resume();
  }

  async #adoptBinding({ uid, deviceId, did, isBound }: BindingChange): Promise<void> {
    const login = this.#login;
    if (login?.uid !== uid) return;
    const known = did ?? this.subscriptions.byId(deviceId)?.did;
    if (!isBound) this.subscriptions.remove(deviceId);
    else if (login.subscribesAll && known !== undefined) await this.#subscribe(uid, known);
    if (known !== undefined) this.send(bindingChanged(known, isBound));
  }

  async #subscribe(uid: string, did: string): Promise<void> {
    const limit = this.context.limits.maxSubscriptions - this.subscriptions.size;
    if (limit <= 0) return;
    await this.subscriptions.add(
      await readWatchableDevices(this.context.database, { uid, dids: [did], limit: 1 }),
    );
  }

  #tell(event: DeviceEvent): void {
    const device = this.subscriptions.byId(event.deviceId);
    if (!device || !this.#isWelcome) return;
    if (event.type === 'presence') this.#tellPresence(device, event.isOnline);
    else this.#tellReport(event);
  }

  #tellPresence({ did, mac, passcodeSealed }: WatchableDevice, online: boolean): void {
    const passcode = passcodeSealed ? this.context.seal.open(passcodeSealed) : '';
    this.send(onlineStatus({ did, passcode, mac, online }));
  }

  #tellReport(report: DeviceReport): void {
    const { did, attrs } = report;
    if (attrs === undefined || this.#login?.isCustom) {
      this.send(rawData(report));
      return;
    }
    const read = this.#takeRead(report);
    this.send(notification(did, pointsOf(attrs, read?.names ?? []), read?.resSn));
  }

  #takeRead({ deviceId, frame }: DeviceReport): ReadUnderWay | undefined {
    if (this.#reads.size === 0) return undefined;
    const read = this.#reads.get(deviceId);
    if (read === undefined || read.untilMs < this.context.monotonicClock()) {
      this.#reads.delete(deviceId);
      return undefined;
    }
    // A report that the device was about to send is for the app as a whole.
    if (read.names.length > 0 && !isAnswerToRead(frame)) return undefined;
    this.#reads.delete(deviceId);
    return read;
  }

  #close(): void {
    this.#isClosed = true;
    this.subscriptions.close();
    this.logOut();
    this.#options.closed(this);
  }
}

function isAnswerToRead({ buffer, byteOffset, length }: Uint8Array): boolean {
  const frame = parseFrame(Buffer.from(buffer, byteOffset, length));
  return !(frame instanceof Malformed) && isReadReply(frame.payload[0]);
}

/** JSON of the points with these names, or of all. */
function pointsOf(attrs: string, names: readonly string[]): string {
  if (names.length === 0) return attrs;
  const wanted = new Set(names);
  const points = Object.entries(JSON.parse(attrs) as object).filter(([name]) => wanted.has(name));
  return JSON.stringify(Object.fromEntries(points));
}

import { setTimeout as pause } from 'node:timers/promises';
import type { RawValues } from '../codec/device-side.ts';
import { encodeFrame, type FrameContent, parseFrame } from '../codec/frame.ts';
import { frameCommand } from '../codec/frame-command.ts';
import { Malformed } from '../codec/malformed.ts';
import { type FirmwareType, parseServerMessage, serverCommand } from '../codec/server-message.ts';
import { answerCommand, reportOf } from './answer-command.ts';
import type { BootstrapServer } from './bootstrap-exchange.ts';
import { checkFirmware } from './check-firmware.ts';
import { ConditionWaiters } from './condition-waiters.ts';
import type { MqttVersion } from './connect-packet.ts';
import { DeviceStatus } from './device-status.ts';
import { type DeliveryQos, MqttConnection } from './mqtt-connection.ts';
import { Outbox } from './outbox.ts';
import { newPasscode } from './passcode.ts';
import { provisionDevice } from './provision-device.ts';
import { provisionEncrypted } from './provision-encrypted.ts';
import { registerDevice } from './register-device.ts';
import { registerEncrypted } from './register-encrypted.ts';
import { resetDevice } from './reset-device.ts';
import type { ServerAddress } from './server-address.ts';
import type { SimulatedProduct } from './simulated-product.ts';

/** How long to wait before the next attempt to get online, growing with each that fails. */
export interface RetryPause {
  readonly firstMs: number;
  readonly growthMs: number;
  readonly maxMs: number;
}

export interface SimulatedDeviceOptions {
  readonly bootstrap: BootstrapServer;
  readonly product: SimulatedProduct;
  /** 12 upper-case hex digits. */
  readonly mac: string;
  /** Left out: a new one. */
  readonly passcode?: string;
  /** With it the device registers and asks where MQTT is encrypted; left out: in clear. */
  readonly productSecret?: string | undefined;
  /** Of a device that is registered already. */
  readonly did?: string;
  /** 3.1 when left out. */
  readonly version?: MqttVersion;
  /** 120 when left out. */
  readonly keepAliveSeconds?: number;
  /** Of what the device publishes: 0 when left out, as modules do. */
  readonly qos?: DeliveryQos;
  /** QoS 1 messages in flight at once, 16 when left out; further ones wait. */
  readonly window?: number;
  /** What modules do when left out. */
  readonly retryPause?: RetryPause;
  /** Whether it tells its whole status whenever it gets online, as the MCU behind a module may; not when left out. */
  readonly reportsOnArrival?: boolean;
  /** Source of passcodes: numbers from 0 to below 1. */
  readonly random?: () => number;
}

/** How a device leaves: DISCONNECT, a cut connection, or a connection on which nothing comes any more. */
export type LeavingManner = 'disconnect' | 'cut' | 'silence';

export interface ReceivedControl {
  readonly values: RawValues;
  /** The third level of the topic on which it came. */
  readonly clientId: string;
}

/** device-cloud.md §4.2: failed steps are tried again after 5 s, growing by 10 s. */
const moduleRetryPause: RetryPause = { firstMs: 5_000, growthMs: 10_000, maxMs: 125_000 };
const clientIdLengthMax = 23;
const waitTimeoutMs = 10_000;

/**
 * One device on the true wire, as an unmodified module behaves: bootstrap over HTTP, login and three subscriptions one
 * after another over MQTT, reports, answers to reads and controls (device-cloud.md §§4.1, 4.2, 4.5). Once connected it
 * gets itself online again after whatever happens, until it is told to leave.
 */
export class SimulatedDevice {
  readonly mac: string;
  readonly status: DeviceStatus;
  /** When false the device does as told but never answers. */
  answersCommands = true;
  reportsSent = 0;
  /** Of QoS 1 messages. */
  acknowledgedCount = 0;
  controlsReceived = 0;
  controlsAnswered = 0;
  lastControl: ReceivedControl | undefined;
  /** How many apps the server says are connected. */
  clientCount = 0;
  /** Looks for new firmware that the server asked for. */
  firmwareChecks = 0;
  /** Why the device was last unable to get or to stay online. */
  lastFailure = '';
  readonly #options: SimulatedDeviceOptions;
  readonly #waiters = new ConditionWaiters();
  readonly #outbox: Outbox | undefined;
  #did: string | undefined;
  #passcode: string;
  #isOnline = false;
  #connection: MqttConnection | undefined;
  #silenced: MqttConnection | undefined;
  /** Ends the stay that `connect` began. */
  #stay: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: SimulatedDeviceOptions) {
    this.#options = options;
    this.mac = options.mac;
    this.status = new DeviceStatus(options.product.layout);
    this.#did = options.did;
    this.#passcode = options.passcode ?? this.#newPasscode();
    this.#outbox = options.qos === 1 ? new Outbox(options.window ?? 16) : undefined;
  }

  get did(): string | undefined {
    return this.#did;
  }

  get passcode(): string {
    return this.#passcode;
  }

  /** Logged in and subscribed to all its topics. */
  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** Begins to get online, and to stay so until `leave`. */
  connect(): void {
    if (this.#stay !== undefined) return;
    const stay = new AbortController();
    this.#stay = stay;
    this.#ended = this.#ended.then(() => this.#stayOnline(stay.signal));
  }

  /** Goes offline until `connect`; resolves when the connection is gone, or silent. */
  async leave(manner: LeavingManner): Promise<void> {
    this.#stay?.abort();
    this.#stay = undefined;
    const connection = this.#connection;
    if (connection !== undefined) this.#part(connection, this.#isOnline ? manner : 'cut');
    this.#setOffline();
    await this.#ended;
  }

  /** Leaves by DISCONNECT, cuts a silent connection, and ends all waiting. */
  async stop(): Promise<void> {
    this.#silenced?.cut();
    await this.leave('disconnect');
    this.#waiters.abandon('the device was stopped');
  }

  /** Loses the connection without warning, and then comes back by itself. */
  loseConnection(): void {
    this.#connection?.cut();
  }

  /**
   * What a user does at the device's button: it gives up its did, makes a new passcode and, if it was to be online,
   * registers anew. Resolves when the old did is given up; rejects, and leaves the device offline, when the server does
   * not answer with 200.
   */
  async factoryReset(): Promise<void> {
    const wasConnected = this.#stay !== undefined;
    const did = this.#did;
    await this.leave('cut');
    // Where devices register encrypted, the new passcode is all that tells of the reset.
    if (did !== undefined && this.#options.productSecret === undefined) {
      await resetDevice(this.#options.bootstrap, { did, passcode: this.#passcode });
    }
    this.#did = undefined;
    this.#outbox?.clear();
    this.#passcode = this.#newPasscode();
    if (wasConnected) this.connect();
  }

  /**
   * Tells the status by a 0091 with 04 or 14; a var_len product tells only these data points, or all when left out.
   * Returns false when the report is lost: at QoS 0 while offline, and before the device has a did.
   */
  report(names?: readonly string[]): boolean {
    const fields = names?.map((name) => this.status.field(name)) ?? this.status.layout.fields;
    const isLost = this.#did === undefined || (this.#outbox === undefined && !this.#isOnline);
    return !isLost && this.#report(reportOf(this.status, fields));
  }

  online(timeoutMs = waitTimeoutMs): Promise<void> {
    return this.until(() => this.#isOnline, 'online', timeoutMs);
  }

  offline(timeoutMs = waitTimeoutMs): Promise<void> {
    return this.until(() => !this.#isOnline, 'offline', timeoutMs);
  }

  /** Resolves when so many QoS 1 messages were acknowledged since the device exists. */
  acknowledged(count: number, timeoutMs = waitTimeoutMs): Promise<void> {
    return this.until(() => this.acknowledgedCount >= count, `${count} acknowledged`, timeoutMs);
  }

  /** Resolves to the latest control when so many were received since the device exists. */
  async controlReceived(count: number, timeoutMs = waitTimeoutMs): Promise<ReceivedControl> {
    await this.until(() => this.controlsReceived >= count, `${count} controls received`, timeoutMs);
    return this.lastControl!;
  }

  /** Waits for anything that can be read from the device; looks after every packet and change of connection. */
  until(isMet: () => boolean, what: string, timeoutMs = waitTimeoutMs): Promise<void> {
    return this.#waiters.until(isMet, { what: `device ${this.mac}: ${what}`, timeoutMs });
  }

  async #stayOnline(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const connection = await this.#getOnline(signal);
        failures = 0;
        this.lastFailure = await connection.closed;
      } catch (error) {
        this.lastFailure = (error as Error).message;
        this.#connection?.cut();
      }
      this.#connection = undefined;
      this.#setOffline();
      await this.#pauseAfter(failures, signal);
    }
  }

  async #getOnline(signal: AbortSignal): Promise<MqttConnection> {
    const { product } = this.#options;
    this.#did ??= await this.#register(signal);
    const did = this.#did;
    const server = await this.#provision(did, signal);
    signal.throwIfAborted();
    const connection = this.#createConnection(server, did);
    this.#connection = connection;
    await connection.logIn();
    for (const topic of [`ser2cli_noti/${product.productKey}`, `ser2cli_res/${did}`, `app2dev/${did}/#`]) {
      await connection.subscribe(topic);
    }
    this.#isOnline = true;
    this.#flushOutbox();
    if (this.#options.reportsOnArrival) this.report();
    this.#waiters.check();
    return connection;
  }

  #register(signal: AbortSignal): Promise<string> {
    const { bootstrap, product, productSecret } = this.#options;
    const registration = { productKey: product.productKey, mac: this.mac, passcode: this.#passcode };
    return productSecret === undefined
      ? registerDevice(bootstrap, registration, signal)
      : registerEncrypted(bootstrap, { ...registration, productSecret }, signal);
  }

  #provision(did: string, signal: AbortSignal): Promise<ServerAddress> {
    const { bootstrap, product, productSecret } = this.#options;
    return productSecret === undefined
      ? provisionDevice(bootstrap, did, signal)
      : provisionEncrypted(bootstrap, { did, productKey: product.productKey, productSecret }, signal);
  }

  #createConnection(server: ServerAddress, did: string): MqttConnection {
    const { version = '3.1', keepAliveSeconds = 120 } = this.#options;
    return new MqttConnection({
      server,
      login: { did, passcode: this.#passcode, version, keepAliveSeconds },
      onMessage: (topic, payload) => this.#takeMessage(topic, payload),
      onAcknowledged: (packetId) => this.#takeAcknowledgement(packetId),
    });
  }

  #part(connection: MqttConnection, manner: LeavingManner): void {
    if (manner === 'disconnect') connection.disconnect();
    else if (manner === 'cut') connection.cut();
    else {
      this.#silenced?.cut();
      this.#silenced = connection;
      connection.fallSilent();
    }
  }

  #setOffline(): void {
    this.#isOnline = false;
    this.#outbox?.recall();
    this.#waiters.check();
  }

  async #pauseAfter(failures: number, signal: AbortSignal): Promise<void> {
    const { firstMs, growthMs, maxMs } = this.#options.retryPause ?? moduleRetryPause;
    const pauseMs = Math.min(firstMs + failures * growthMs, maxMs);
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }

  #takeMessage(topic: string, payload: Buffer): void {
    const commandPrefix = `app2dev/${this.#did}/`;
    if (topic.startsWith(commandPrefix)) this.#takeCommand(topic.slice(commandPrefix.length), payload);
    else if (topic === `ser2cli_res/${this.#did}`) this.#takeServerMessage(payload);
    this.#waiters.check();
  }

  #takeCommand(sender: string, bytes: Buffer): void {
    const frame = parseFrame(bytes);
    const outcome = frame instanceof Malformed ? undefined : answerCommand(this.status, frame);
    if (outcome === undefined) return;
    const { answer, control, report } = outcome;
    const clientId = sender.slice(0, clientIdLengthMax);
    if (control !== undefined) {
      this.controlsReceived++;
      this.lastControl = { values: control, clientId };
    }
    if (!this.answersCommands) return;
    const isAcknowledgement = answer.command === frameCommand.acknowledgement;
    this.#publish(isAcknowledgement ? `${this.#topic}/${clientId}` : this.#topic, answer);
    if (control !== undefined) this.controlsAnswered++;
    if (report !== undefined) this.#report(report);
  }

  #takeServerMessage(bytes: Buffer): void {
    const message = parseServerMessage(bytes);
    if (message instanceof Malformed || message.body.length === 0) return;
    const { command, body } = message;
    if (command === serverCommand.clientCount && body.length === 2) this.clientCount = body.readUInt16BE();
    if (command === serverCommand.checkFirmware) this.#checkFirmware(body[0]! as FirmwareType);
  }

  #checkFirmware(type: FirmwareType): void {
    const check = { did: this.#did!, passcode: this.#passcode, type };
    checkFirmware(this.#options.bootstrap, check).then(
      () => {
        this.firmwareChecks++;
        this.#waiters.check();
      },
      (error: Error) => {
        this.lastFailure = error.message;
      },
    );
  }

  #takeAcknowledgement(packetId: number): void {
    if (this.#outbox?.acknowledge(packetId)) this.acknowledgedCount++;
    this.#flushOutbox();
    this.#waiters.check();
  }

  #report(frame: FrameContent): boolean {
    this.#publish(this.#topic, frame);
    this.reportsSent++;
    return true;
  }

  get #topic(): string {
    return `dev2app/${this.#did}`;
  }

  #publish(topic: string, frame: FrameContent): void {
    const message = { topic, payload: encodeFrame(frame) };
    if (this.#outbox === undefined) this.#connection?.publish({ ...message, qos: 0 });
    else {
      this.#outbox.add(message);
      this.#flushOutbox();
    }
  }

  #flushOutbox(): void {
    if (this.#isOnline) this.#outbox?.flush((message) => this.#connection!.publish({ ...message, qos: 1 }));
  }

  #newPasscode(): string {
    return newPasscode(this.#options.random ?? Math.random);
  }
}

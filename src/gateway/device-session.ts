import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { DeviceRuntime } from '../ingest/device-runtime.ts';
import type { Acknowledgement } from '../ingest/entry.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { Adoption } from '../model/adoption.ts';
import type { Clock } from '../model/clock.ts';
import type { DeviceLogin } from '../model/device-login.ts';
import type { FormerPlace } from '../model/session-directory.ts';
import type { OfflineReason, SessionEnd } from '../model/session-end.ts';
import type { DeviceProduct } from './device-product.ts';
import { Heartbeat } from './heartbeat.ts';
import { PACKET_ID_PACKET_BYTES } from './mqtt/packet-id-packet.ts';
import { PacketReader } from './mqtt/packet-reader.ts';
import type { PacketViolation } from './mqtt/packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from './mqtt/protocol-level.ts';
import { writePuback } from './mqtt/puback.ts';
import { encodePublish } from './mqtt/publish.ts';
import type { RawPacket } from './mqtt/raw-packet.ts';
import { reasonCode } from './mqtt/reason-code.ts';
import type { EndingCause, Mqtt5Connection } from './mqtt5-connection.ts';
import { PendingCommands } from './pending-commands.ts';
import { SendingDensity, type SendingRate } from './sending-density.ts';
import type { SessionLimits } from './session-limits.ts';
import { Subscriptions } from './subscriptions.ts';

/** What a session needs of the gateway it belongs to. */
export interface SessionContext {
  /** For how long things last; steps of the system's clock do not reach it. */
  readonly monotonicClock: Clock;
  /** For how long devices have been silent; it stands still while this process did. */
  readonly wakingClock: Clock;
  readonly limits: SessionLimits;
  readonly ingest: Ingest;
  readonly login: DeviceLogin;
  readonly adoption: Adoption;
  /** Does what the packet asks for; the session only cuts the bytes into packets. */
  handlePacket(session: DeviceSession, packet: RawPacket): void;
  /** How many app clients a device should believe to be connected (0210). */
  clientCount(deviceId: number): number;
  productOf(productId: number): DeviceProduct | undefined;
  /** Claims the device for the session; resolves when no other process has it any more. */
  claim(session: DeviceSession, deviceId: number): Promise<FormerPlace>;
  /** Whether the session may be the one of its device: nobody has claimed the device since it did. */
  holdsClaim(session: DeviceSession, deviceId: number): boolean;
  /** What a device had sent when it was cut for it, so that coming back is no way around its limits. */
  densityOf(deviceId: number): SendingDensity | undefined;
  rememberDensity(deviceId: number, density: SendingDensity): void;
  /** Undefined when the device may come in now; else what resolves when it has rested from being cut. */
  restOf(session: DeviceSession, deviceId: number): Promise<void> | undefined;
  /** Makes the session the one of its device and ends the one before it. */
  register(session: DeviceSession): void;
  /** Makes the session the one of a device that waits for approval, and ends the one before it. */
  registerWaiting(session: DeviceSession, did: string): void;
  unregister(session: DeviceSession, reason: OfflineReason): void;
  /**
   * Whether a session has to stand in line before it takes a packet: the ingest has too much, or others stand there. A
   * session that has to is called by `release('pressure')` when it is its turn.
   */
  mustWait(isItsTurn: boolean): boolean;
  awaitRelief(session: DeviceSession): void;
}

/** Who is connected though nobody knows him, and waits for approval (contract.md §1, adoption). */
export interface WaitingLogin {
  readonly did: string;
  readonly passcode: string;
  /** As he named it by a subscription; until then nothing is kept of him, and his time is that of a login. */
  productKey: string | undefined;
}

/** Why reading from a socket stands still; several reasons may hold at once. */
const hold = { login: 1, pressure: 2, window: 4, stop: 8 } as const;
export type Hold = keyof typeof hold;

/** What a session takes before the next in line does, so that a long queue of one does not stand before the others. */
const packetsPerTurn = 16;

/**
 * One connection of a device, from its first byte to its end. What each packet does is in `handlers/`; here is what
 * they share: who the device is, what may be read and written, and how it ends.
 */
export class DeviceSession implements Acknowledgement {
  readonly context: SessionContext;
  readonly #socket: Socket;
  readonly #reader: PacketReader;
  #density: SendingDensity;
  #holds = 0;
  #isPumping = false;
  #isClosed = false;
  /** Publishes that are in the ingest and not on disk. */
  #uncommitted = 0;
  /** Of the batch whose acknowledgements are being gathered. */
  #committed = 0;
  #acknowledged: number[] = [];

  level: ProtocolLevel = protocolLevel.mqtt311;
  /** Of a device that speaks MQTT 5. */
  mqtt5: Mqtt5Connection | undefined;
  /** The device whose passcode was right; it may still turn out to be connected elsewhere. */
  claimedDeviceId: number | undefined;
  /** Counts up within the process. */
  claim = 0;
  /** Undefined until the login has been accepted. */
  device: DeviceRuntime | undefined;
  /** Instead of `device`: nothing that is received counts. */
  waiting: WaitingLogin | undefined;
  /** `dev2app/<did>`, as it stands in nearly every publish of this device. */
  reportTopic: Buffer | undefined;
  sessionSeq = 0;
  readonly subscriptions = new Subscriptions();
  keepAliveS = 0;
  heartbeat: Heartbeat;
  readonly commands: PendingCommands;
  /** By the waking clock, as the next. */
  readonly #connectedAtMs: number;
  #lastPacketMs: number;
  /** By the monotonic clock; its duration counts from here, as its log does. */
  #begunAtMs = 0;
  /**
   * QoS 2 publishes that their PUBREL has not come for, by packet id, and how many PUBRECs each is owed when it is on
   * disk: 0 says that it is. Undefined for the many devices that never use it.
   */
  unreleased: Map<number, number> | undefined;

  constructor(socket: Socket, context: SessionContext) {
    this.context = context;
    this.#socket = socket;
    this.#reader = new PacketReader(context.limits.maxConnectBytes);
    this.#connectedAtMs = context.wakingClock();
    this.#lastPacketMs = this.#connectedAtMs;
    this.#density = new SendingDensity(this.#lastPacketMs);
    this.heartbeat = new Heartbeat(context.monotonicClock());
    this.commands = new PendingCommands(context.limits.maxPendingCommands);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    const closed = socket instanceof TLSSocket ? 'ssl_closed' : 'tcp_closed';
    socket.on('end', () => this.end(closed));
    socket.on('close', () => this.end(closed));
    // 'close' always follows; without a listener an error would end the process.
    socket.on('error', () => {});
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get remoteAddress(): string {
    return this.#socket.remoteAddress ?? '';
  }

  /** Accepts larger packets and starts the session's clock: the device is known. */
  begin(device: DeviceRuntime): void {
    this.#density = this.context.densityOf(device.deviceId) ?? this.#density;
    this.#reader.maxPacketBytes = this.context.limits.maxPacketBytes;
    this.#begunAtMs = this.context.monotonicClock();
    this.heartbeat = new Heartbeat(this.#begunAtMs);
    this.#probeSilence();
  }

  beginWaiting(login: WaitingLogin): void {
    this.waiting = login;
    this.context.registerWaiting(this, login.did);
    this.#probeSilence();
  }

  /** The device waits on a list of its product from now on, and may send what a device may send. */
  waitFor(productKey: string): void {
    if (this.waiting) this.waiting.productKey = productKey;
    this.#reader.maxPacketBytes = this.context.limits.maxPacketBytes;
  }

  #probeSilence(): void {
    // Only of a device that names no time itself: TCP gives up after ten seconds without an answer, which many sleep through.
    if (this.keepAliveS === 0) this.#socket.setKeepAlive(true, this.context.limits.probeAfterMs);
  }

  /** Sends the CONNACK that lets the device in. */
  accept(connack: Buffer): void {
    this.send(connack);
    if (this.mqtt5 !== undefined) this.mqtt5.isAccepted = true;
  }

  send(bytes: Buffer): void {
    if (this.#isClosed) return;
    this.#socket.write(bytes);
    if (this.#socket.writableLength <= this.context.limits.maxUnsentBytes) return;
    this.end('offline_exception');
    this.#socket.destroy();
  }

  /** A PUBLISH for the device, at QoS 0, which is what every module subscribes with. */
  encode(topic: string, payload: Buffer): Buffer {
    return encodePublish({ topic, payload, qos: 0 }, this.level);
  }

  /** Whether the device is sent packets of this length: an MQTT 5 device may have said that it takes none so long. */
  takes(packet: Buffer): boolean {
    return this.mqtt5 === undefined || packet.length <= this.mqtt5.maxPacketBytes;
  }

  /** Sends a packet that the device takes, and leaves out another, as [MQTT-3.1.2-25] of 5.0 wants it. */
  sendIfTaken(packet: Buffer): void {
    if (this.takes(packet)) this.send(packet);
  }

  publish(topic: string, payload: Buffer): void {
    this.sendIfTaken(this.encode(topic, payload));
  }

  /** Counts a publish that goes into the ingest; too many of them hold the socket. */
  expectCommit(): void {
    if (++this.#uncommitted >= this.context.limits.maxUncommitted) this.hold('window');
  }

  /** A publish is on disk. At QoS 0, which has no packet id, nobody is told. */
  acknowledge(packetId: number): void {
    this.#committed++;
    if (packetId !== 0) this.#acknowledged.push(packetId);
  }

  flushAcknowledgements(): void {
    if (this.#acknowledged.length > 0) this.#flushPubacks();
    const committed = this.#committed;
    this.#committed = 0;
    this.settleCommits(committed);
  }

  sendPubacks(packetIds: readonly number[]): void {
    const pubacks = Buffer.allocUnsafe(packetIds.length * PACKET_ID_PACKET_BYTES);
    let offset = 0;
    for (const packetId of packetIds) offset = writePuback(pubacks, offset, packetId);
    if (this.mqtt5 !== undefined) this.mqtt5.unacknowledged -= packetIds.length;
    this.send(pubacks);
  }

  settleCommits(count: number): void {
    this.#uncommitted -= count;
    if (this.#uncommitted <= this.context.limits.maxUncommitted / 2) this.release('window');
  }

  /** The device learns that it is not on disk by never being told that it is, and may send it again. */
  refuse(): void {
    this.end('offline_exception', { code: reasonCode.serverBusy });
  }

  hold(reason: Hold): void {
    if (this.#holds === 0) this.#socket.pause();
    this.#holds |= hold[reason];
  }

  /** Goes on reading, with what had already been read first. The silence was ours: the keep-alive starts afresh. */
  release(reason: Hold): void {
    if ((this.#holds & hold[reason]) === 0) return;
    this.#holds &= ~hold[reason];
    if (this.#holds !== 0 || this.#isClosed) return;
    this.#lastPacketMs = this.context.wakingClock();
    this.#pump(reason === 'pressure' ? packetsPerTurn : 0);
    if (this.#holds === 0 && !this.#isClosed) this.#socket.resume();
  }

  /** Ends sessions that have been silent too long, by the waking clock; called about twice a second. */
  checkTime(nowMs: number): void {
    if (this.waiting?.productKey === undefined && (this.device === undefined || this.sessionSeq === 0)) {
      if (nowMs - this.#connectedAtMs > this.context.limits.loginTimeoutMs) this.end('no_heartbeat');
      return;
    }
    // [MQTT-3.1.2-24], contract.md §8 Keepalive: while we do not read, the device is not silent.
    if (this.keepAliveS === 0 || this.#holds !== 0) return;
    if (nowMs - this.#lastPacketMs > this.keepAliveS * 1500) this.end('no_heartbeat');
  }

  violate(violation: PacketViolation): void {
    const isTooLarge = violation === 'packet-too-large';
    this.end(isTooLarge ? 'offline_sending_data_size_overflow' : 'offline_exception', { violation });
  }

  /** Ends the connection and records why. Idempotent: only the first reason counts. */
  end(reason: OfflineReason, cause: EndingCause = {}, recorded?: () => void): void {
    if (this.#isClosed) {
      recorded?.();
      return;
    }
    this.#isClosed = true;
    this.context.unregister(this, reason);
    this.commands.breakOff();
    const farewell = this.mqtt5?.farewell(reason, cause);
    if (farewell) this.#partAfter(farewell);
    else this.#part();
    if (this.device === undefined) recorded?.();
    else if (this.sessionSeq === 0) this.context.ingest.detach(this.device);
    else this.#recordEnd(this.device, reason, recorded);
  }

  #part(): void {
    this.#socket.destroySoon();
    // A device that reads nothing would keep its last bytes, and its socket, for ever.
    this.#socket.setTimeout(this.context.limits.partingMs, () => this.#socket.destroy());
  }

  /** What the device still sends is read away: a socket that is closed with bytes unread takes the last packet with it. */
  #partAfter(farewell: Buffer): void {
    const socket = this.#socket;
    socket.end(farewell);
    socket.resume();
    const parting = setTimeout(() => socket.destroy(), this.context.limits.partingMs);
    socket.once('close', () => clearTimeout(parting));
  }

  #flushPubacks(): void {
    const packetIds = this.#acknowledged;
    this.#acknowledged = [];
    this.sendPubacks(packetIds);
  }

  #recordEnd(device: DeviceRuntime, reason: OfflineReason, recorded: (() => void) | undefined): void {
    const nowMs = this.context.monotonicClock();
    const end: SessionEnd = {
      sessionSeq: this.sessionSeq,
      durationS: Math.round((nowMs - this.#begunAtMs) / 1000),
      reason,
      heartbeat: this.heartbeat.statistics(nowMs),
    };
    this.context.ingest.sessionClosed(device, end, recorded);
  }

  #receive(chunk: Buffer): void {
    if (this.#isClosed) return;
    this.#lastPacketMs = this.context.wakingClock();
    this.#reader.push(chunk);
    this.#pump(0);
  }

  /** Takes what has been read: the first packets because it is its turn, the others if nobody stands in line. */
  #pump(turnPackets: number): void {
    // A handler that releases its own hold comes back here; the loop below goes on by itself then.
    if (this.#isPumping) return;
    this.#isPumping = true;
    const rate = this.#allowedRate();
    this.#density.drain(this.#lastPacketMs, rate);
    for (let taken = 0; this.#holds === 0 && !this.#isClosed; taken++) {
      if (this.context.mustWait(taken < turnPackets)) {
        this.hold('pressure');
        this.context.awaitRelief(this);
        break;
      }
      const packet = this.#reader.next();
      if (packet === undefined) break;
      if ('violation' in packet) this.violate(packet.violation);
      else if (this.#density.add(packet.end - packet.start, rate)) this.#endForDensity();
      else this.context.handlePacket(this, packet);
    }
    this.#isPumping = false;
  }

  #endForDensity(): void {
    if (this.device) this.context.rememberDensity(this.device.deviceId, this.#density);
    this.end('offline_sending_density_overflow');
  }

  #allowedRate(): SendingRate {
    const { limits } = this.context;
    const product = this.device && this.context.productOf(this.device.productId);
    return {
      messagesPerSecond: product?.maxMessagesPerSecond ?? limits.maxMessagesPerSecond,
      bytesPerSecond: limits.maxBytesPerSecond,
    };
  }
}

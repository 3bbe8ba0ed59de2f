import { generate } from 'mqtt-packet';
import { encodeConnect } from '../src/simulator/connect-packet.ts';
import type { SeededRandom } from '../src/simulator/seeded-random.ts';
import { type DaySchedule, quiet } from './day-schedule.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { InMemorySocket } from './in-memory-socket.ts';
import type { PresenceOracle } from './presence-oracle.ts';
import type { TestDevice } from './running-gateway.ts';

/** What a module finds around it. */
export interface ModuleWorld {
  readonly schedule: DaySchedule;
  readonly oracle: PresenceOracle;
  /** The processes that are up. */
  readonly processes: readonly GatewayProcess[];
  nowMs(): number;
  /** The module wants to connect in a while. */
  comesBack(module: DayModule, afterMs: number): void;
}

const pingreq = generate({ cmd: 'pingreq' });
const goodbye = generate({ cmd: 'disconnect' });
/** An empty report. */
const frame = Buffer.from('0000000303000090', 'hex');
const connackType = 0x20;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const reportChance = 0.02;
const lateChance = 0.02;

/** Declared keep-alives, and after how many seconds without a packet the module pings. */
const habits = [
  [60, 55],
  [120, 50],
  [300, 270],
  [300, 290],
  [600, 420],
  [600, 580],
  [900, 800],
  [900, 890],
  [1200, 1100],
  [1200, 1100],
  [1800, 1700],
  [1800, 1790],
  [3600, 3500],
  [0, 900],
] as const;

/** A module with its firmware: it connects, pings in time, leaves in all the ways there are, and comes back. */
export class DayModule {
  readonly device: TestDevice;
  /** Of its own, so that its day is the same however the others' answers come. */
  readonly random: SeededRandom;
  process: GatewayProcess | undefined;
  /** Never to come back: the device has been erased. */
  isGone = false;
  readonly #world: ModuleWorld;
  readonly #keepAliveS: number;
  readonly #pingS: number;
  readonly #connectBytes: Buffer;
  readonly #report: Buffer;
  #socket: InMemorySocket | undefined;
  #isConnected = false;
  #hasAsked = false;
  /** Counts the connections; what was planned in one is not done in the next. */
  #life = 0;
  #answered = () => {};

  constructor(device: TestDevice, random: SeededRandom, world: ModuleWorld) {
    this.device = device;
    this.random = random;
    this.#world = world;
    [this.#keepAliveS, this.#pingS] = random.pick(habits);
    this.#connectBytes = encodeConnect({ ...device, version: '3.1', keepAliveSeconds: this.#keepAliveS });
    this.#report = generate({
      cmd: 'publish',
      topic: `dev2app/${device.did}`,
      payload: frame,
      qos: 0,
      dup: false,
      retain: false,
    });
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Connected, or on the way to be. */
  get isBusy(): boolean {
    return this.#isConnected || this.#hasAsked;
  }

  /** Opens its connection and says nothing yet. */
  dial(): void {
    if (this.#socket) return;
    const { processes } = this.#world;
    if (processes.length === 0) return;
    const process = this.random.pick(processes);
    const life = ++this.#life;
    const socket = new InMemorySocket((bytes) => this.#hear(life, bytes));
    socket.on('close', () => this.#notice(life));
    socket.on('error', () => {});
    this.process = process;
    this.#socket = socket;
    process.gateway.server.emit('connection', socket.asSocket());
  }

  /** Resolves when it has been answered, or its connection is closed. */
  connect(): Promise<void> {
    this.dial();
    const socket = this.#socket;
    if (!socket) {
      this.#world.comesBack(this, this.random.integer(10_000, 2 * minuteMs));
      return Promise.resolve();
    }
    this.#hasAsked = true;
    return new Promise((resolve) => {
      this.#answered = resolve;
      socket.fromDevice(this.#connectBytes);
    });
  }

  /** So many reports at once. */
  sendReports(count: number): void {
    this.#socket!.fromDevice(Buffer.concat(Array.from({ length: count }, () => this.#report)));
    this.#world.oracle.sentReport(this.device.deviceId);
  }

  sayGoodbye(): void {
    this.#leave((socket) => socket.fromDevice(goodbye), 'mqtt_disconnect');
  }

  /** A second CONNECT in one connection. */
  breakProtocol(): void {
    this.#leave((socket) => socket.fromDevice(this.#connectBytes), 'offline_exception');
  }

  close(): void {
    if (!this.#isConnected) return;
    const socket = this.#forgetConnection();
    socket.finish();
    this.#world.oracle.closed(this.device.deviceId);
  }

  /** Its network is gone, and nobody is told. */
  vanish(): void {
    if (!this.#isConnected) return;
    this.#forgetConnection();
    this.#world.oracle.fellSilent(this.device.deviceId);
  }

  /** Closes its connection to a process that is about to be killed, which does not live to tell it. */
  closeUntold(): void {
    this.#socket?.finish();
  }

  /** The process it was connected to is gone. */
  lose(): void {
    this.#forgetConnection();
    this.#answered();
  }

  #leave(act: (socket: InMemorySocket) => void, reason: string): void {
    if (!this.#isConnected) return;
    act(this.#forgetConnection());
    this.#world.oracle.left(this.device.deviceId, reason);
  }

  #forgetConnection(): InMemorySocket {
    const socket = this.#socket!;
    this.#life++;
    this.#socket = undefined;
    this.#isConnected = false;
    this.#hasAsked = false;
    this.process = undefined;
    return socket;
  }

  #hear(life: number, bytes: Buffer): void {
    if (life !== this.#life || this.#isConnected || bytes[0] !== connackType) return;
    if (bytes[3] === 0) this.#begin(life);
    this.#answered();
  }

  #begin(life: number): void {
    const { schedule, oracle } = this.#world;
    this.#isConnected = true;
    oracle.loggedIn(this.device.deviceId, this.process!.epoch, this.#keepAliveS);
    this.#planPing(life);
    const lastsMs = -Math.log(1 - this.random.next()) * 5 * hourMs;
    schedule.at(this.#world.nowMs() + lastsMs, (planned) => this.#depart(planned), life);
  }

  /** The server has closed the connection. */
  #notice(life: number): void {
    if (life !== this.#life) return;
    this.#forgetConnection();
    this.#answered();
    if (!this.isGone) this.#world.comesBack(this, this.random.integer(1_000, 3 * minuteMs));
  }

  #depart(life: number): void {
    if (life !== this.#life) return;
    const { random } = this;
    const kind = random.next();
    if (kind < 0.2) this.sayGoodbye();
    else if (kind < 0.5) this.close();
    else if (kind < 0.55) this.breakProtocol();
    else this.vanish();
    const awayMs = random.pick([minuteMs, 5 * minuteMs, 30 * minuteMs, 3 * hourMs]);
    this.#world.comesBack(this, random.integer(0, awayMs));
  }

  /** Sometimes at the last moment, and never later. */
  #planPing(life: number): void {
    const { random } = this;
    const isLate = this.#keepAliveS > 0 && random.chance(lateChance);
    const latestMs = this.#keepAliveS * 1500;
    const usualMs = this.#pingS * random.integer(950, 1_050);
    const gapMs = isLate ? random.integer(this.#keepAliveS * 1_000, latestMs) : usualMs;
    this.#world.schedule.at(this.#world.nowMs() + gapMs, this.#sendSign, life);
  }

  readonly #sendSign = (life: number): typeof quiet => {
    if (life !== this.#life) return quiet;
    if (this.random.chance(reportChance)) this.sendReports(1);
    else {
      this.#socket!.fromDevice(pingreq);
      this.#world.oracle.sentPing(this.device.deviceId);
    }
    this.#planPing(life);
    return quiet;
  };
}

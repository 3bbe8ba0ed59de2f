import { setImmediate as turn } from 'node:timers/promises';
import { newDid, newHexIdentifier } from '../src/model/identifiers.ts';
import { DeviceDirectory } from '../src/processes/device-directory.ts';
import { SeededRandom } from '../src/simulator/seeded-random.ts';
import { Catalog } from '../src/store/catalog.ts';
import { createDevices } from '../src/store/create-device.ts';
import { deleteDevices, disableDevices } from '../src/store/erase-devices.ts';
import { SecretSeal } from '../src/store/secret-seal.ts';
import { createEnterprise } from '../src/store/write-enterprise.ts';
import { createProduct } from '../src/store/write-product.ts';
import { DayModule } from './day-module.ts';
import { DaySchedule, quiet } from './day-schedule.ts';
import { DayServer } from './day-server.ts';
import { DayTime } from './day-time.ts';
import { deviceDoors } from './device-doors.ts';
import type { GatewayProcess, GatewaySurroundings } from './gateway-process.ts';
import { PresenceOracle } from './presence-oracle.ts';
import type { TestDevice } from './running-gateway.ts';
import { createTestDatabase } from './test-database.ts';

export interface PresenceDayOptions {
  readonly deviceCount: number;
  readonly seed: number;
  /** Called every two hours and at the end, when all that has happened is on disk. */
  readonly onCheckpoint: (day: PresenceDay) => Promise<void>;
}

interface Scene {
  readonly time: DayTime;
  readonly server: DayServer;
  readonly devices: readonly TestDevice[];
  readonly productId: number;
  readonly drop: () => Promise<void>;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** As seldom as a gateway may look for silent devices. */
const tickMs = secondMs;
const checkpointMs = 2 * hourMs;
/** Modules that want to connect do it together: the clock stands still until they are in. */
const roundMs = 5 * minuteMs;
/** Some modules say nothing for so long after they have opened their connection. */
const slowLoginMs = 3 * secondMs;
const slowLoginShare = 0.05;
const processCount = 2;
const dismissedPerHour = 5;
const duplicates = 10;
/** Few enough for one session not to be stopped for them alone. */
const reportsAtOnce = 200;
/** So many modules of a process that is killed close their connections when nothing of it gets to the disk any more. */
const untold = 20;
const passcode = 'ABCDEFGHIJ';

/**
 * A day of an installation of two processes with all that happens to devices and servers, on a clock that goes as fast as
 * the machine can. The oracle is told of it. The same seed makes the same day.
 */
export class PresenceDay {
  readonly oracle = new PresenceOracle();
  readonly server: DayServer;
  readonly productId: number;
  readonly erased = new Set<number>();
  readonly #options: PresenceDayOptions;
  readonly #random: SeededRandom;
  readonly #schedule = new DaySchedule(tickMs);
  readonly #time: DayTime;
  readonly #modules: DayModule[];
  readonly #rounds = new Map<number, DayModule[]>();
  readonly #drop: () => Promise<void>;
  #moduleCount = 0;
  #tickedAtMs = 0;
  /** Of modules that said CONNECT when nothing was read. */
  #answers: Promise<void>[] = [];
  #isReading = true;

  static async start(options: PresenceDayOptions): Promise<PresenceDay> {
    const time = new DayTime(Date.parse('2026-11-22T16:00:00Z'));
    const createdAtMs = time.wallMs;
    const { database, connection, drop } = await createTestDatabase(createdAtMs);
    const seal = new SecretSeal(Buffer.alloc(32, 7));
    const [productKey, enterpriseId] = [newHexIdentifier(), newHexIdentifier()];
    const common = { enterpriseId, name: 'test', createdAtMs };
    await createEnterprise(database, { ...common, secret: 'x' });
    const secretSealed = seal.seal(newHexIdentifier());
    await createProduct(database, { ...common, productKey, secretSealed, document: undefined });
    const catalog = new Catalog(database);
    await catalog.open();
    const productId = catalog.productByKey(productKey)!.id;
    const passcodeSealed = seal.seal(passcode);
    const devices = Array.from({ length: options.deviceCount }, (_, index) => {
      const mac = index.toString(16).padStart(12, '0');
      return { productId, did: newDid(), mac, deviceSn: null, passcodeSealed, createdAtMs };
    });
    const ids = await createDevices(database, devices);
    const clock = () => time.wallMs;
    const store = { database, catalog, clock };
    const surroundings: GatewaySurroundings = {
      ...store,
      ...deviceDoors({ ...store, seal }),
      connection,
      directory: new DeviceDirectory(),
      instance: 'test',
      monotonicClock: () => time.nowMs,
    };
    const server = new DayServer(surroundings, 3 * options.deviceCount);
    await server.start(processCount);
    const known = devices.map(({ did }, index) => ({ deviceId: ids[index]!, did, passcode }));
    return new PresenceDay(options, { time, server, devices: known, productId, drop });
  }

  private constructor(options: PresenceDayOptions, scene: Scene) {
    this.#options = options;
    this.server = scene.server;
    this.productId = scene.productId;
    this.#time = scene.time;
    this.#drop = scene.drop;
    this.#random = new SeededRandom(options.seed);
    this.#modules = scene.devices.map((device) => this.#newModule(device));
  }

  async run(): Promise<void> {
    for (const module of this.#modules) this.#comesBack(module, this.#random.integer(0, hourMs));
    this.#plan();
    while (this.#time.nowMs < dayMs) await this.#step();
    await this.#check();
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.server.surroundings.catalog.close();
    await this.#drop();
  }

  /** What happens to many. The rest comes of itself. */
  #plan(): void {
    for (let ms = checkpointMs; ms < dayMs; ms += checkpointMs) this.#schedule.at(ms, () => this.#check());
    for (let ms = hourMs; ms < dayMs; ms += hourMs / dismissedPerHour)
      this.#around(ms, () => this.#dismiss());
    this.#around(hourMs, () => this.#loseNetwork((module) => module.close()));
    this.#around(3 * hourMs, () => this.#stall(7 * minuteMs));
    this.#around(5 * hourMs, () => this.#setClock(hourMs));
    this.#around(6 * hourMs, () => this.#setClock(-hourMs));
    this.#around(7 * hourMs, () => this.#sleep(10 * minuteMs));
    this.#around(9 * hourMs, () => this.#killOne());
    this.#around(11 * hourMs, () => this.#addDuplicates());
    this.#around(13 * hourMs, () => this.#loseNetwork((module) => module.vanish()));
    this.#around(15 * hourMs, () => this.#killAll(6 * minuteMs));
    this.#around(17 * hourMs, () => this.#stall(8 * secondMs));
    this.#around(19 * hourMs, () => this.#restart());
    this.#around(21 * hourMs, () => this.#setClock(-5 * minuteMs));
    this.#around(22 * hourMs, () => this.#loseNetwork((module) => module.sayGoodbye()));
  }

  #around(ms: number, deed: () => void | Promise<void>): void {
    this.#schedule.at(ms + this.#random.integer(0, 10 * minuteMs), deed);
  }

  async #check(): Promise<void> {
    await this.server.settle();
    if (this.#isReading) await this.#options.onCheckpoint(this);
  }

  async #step(): Promise<void> {
    const endMs = this.#schedule.nextMs + tickMs;
    await this.#doStep();
    this.#setTime(Math.max(this.#time.nowMs, endMs));
    this.#tick();
  }

  async #doStep(): Promise<void> {
    const deeds = this.#schedule.takeStep();
    for (const { atMs, deed, life } of deeds) {
      this.#setTime(Math.max(this.#time.nowMs, atMs));
      const done = deed(life);
      if (done === quiet) continue;
      await done;
      // What becomes of a stream, it tells a turn later.
      await turn();
    }
    if (deeds.length > 0) await turn();
  }

  #tick(): void {
    this.#tickedAtMs = this.#time.nowMs;
    this.server.tick();
    this.oracle.looked();
  }

  #setTime(nowMs: number): void {
    this.#time.nowMs = nowMs;
    this.oracle.at(nowMs, this.#time.wallMs);
  }

  #setClock(forwardMs: number): void {
    this.#time.setForward(forwardMs);
    this.#setTime(this.#time.nowMs);
  }

  #newModule(device: TestDevice): DayModule {
    const random = new SeededRandom(this.#options.seed, ++this.#moduleCount);
    const { server } = this;
    return new DayModule(device, random, {
      schedule: this.#schedule,
      oracle: this.oracle,
      nowMs: () => this.#time.nowMs,
      get processes() {
        return server.processes;
      },
      comesBack: (module, afterMs) => this.#comesBack(module, afterMs),
    });
  }

  #comesBack(module: DayModule, afterMs: number): void {
    if (module.isGone) return;
    const round = Math.ceil((this.#time.nowMs + afterMs + slowLoginMs) / roundMs);
    const atMs = round * roundMs + ((round * 7_919) % roundMs);
    const others = this.#rounds.get(round);
    if (others) others.push(module);
    else {
      this.#rounds.set(round, [module]);
      this.#schedule.at(atMs, () => this.#connectAll(round));
    }
    if (module.random.chance(slowLoginShare))
      this.#schedule.at(atMs - slowLoginMs, () => this.#dialEarly(module));
  }

  #dialEarly(module: DayModule): void {
    if (this.#isReading && !module.isGone) module.dial();
  }

  /** Of two modules with one did the second waits for the next round. */
  async #connectAll(round: number): Promise<void> {
    const modules = this.#rounds.get(round)!;
    this.#rounds.delete(round);
    const seen = new Set<number>();
    const answers: Promise<void>[] = [];
    for (const module of modules) {
      if (module.isGone || module.isBusy) continue;
      if (seen.has(module.device.deviceId)) this.#comesBack(module, 0);
      else answers.push(module.connect());
      seen.add(module.device.deviceId);
    }
    if (this.#isReading) await Promise.all(answers);
    else this.#answers.push(...answers);
  }

  /** Most of the modules at the same moment; they come back within minutes. */
  #loseNetwork(act: (module: DayModule) => void): void {
    for (const module of this.#connected) {
      if (!this.#random.chance(0.7)) continue;
      act(module);
      this.#comesBack(module, this.#random.integer(0, 3 * minuteMs));
    }
  }

  /** Nothing comes to the disk for a while, until nothing is read from devices any more. */
  async #stall(ms: number): Promise<void> {
    await this.server.settle();
    this.server.holdDisk();
    const held: DayModule[] = [];
    for (const process of this.server.processes) held.push(await this.#fill(process));
    this.#isReading = false;
    this.oracle.stopsReading();
    for (const { device } of held) this.oracle.sentReport(device.deviceId);
    this.#schedule.at(this.#time.nowMs + ms, () => this.#flowAgain());
  }

  async #flowAgain(): Promise<void> {
    this.#isReading = true;
    this.oracle.readsAgain();
    await this.server.flowAgain();
    await Promise.all(this.#answers.splice(0));
  }

  /** Modules report until one of them is not read from any more, which is returned. */
  async #fill(process: GatewayProcess): Promise<DayModule> {
    for (const module of this.#connected.filter((candidate) => candidate.process === process)) {
      module.sendReports(reportsAtOnce);
      for (let turns = 0; turns < 4; turns++) await turn();
      if (process.gateway.heldCount > 0) return module;
    }
    throw new Error('too few modules are connected to fill the server');
  }

  /** The machine sleeps. What modules send meanwhile is there when it wakes. */
  async #sleep(ms: number): Promise<void> {
    this.#setTime(this.#tickedAtMs + ms);
    this.oracle.slept(ms);
    while (this.#schedule.nextMs < this.#time.nowMs) await this.#doStep();
  }

  async #killOne(): Promise<void> {
    const process = this.server.processes[1]!;
    await this.#kill(process);
    await this.server.cleanUpAfter(process);
    await this.server.start(1);
  }

  async #killAll(downMs: number): Promise<void> {
    for (const process of this.server.processes) await this.#kill(process);
    this.#schedule.at(this.#time.nowMs + downMs, async () => {
      await this.server.cleanUpAfterAll();
      await this.server.start(processCount);
    });
  }

  /** Modules still come and go when nothing of it gets to the disk any more. */
  async #kill(process: GatewayProcess): Promise<void> {
    await this.server.showLastSign(process);
    this.oracle.died(process.epoch);
    const theirs = this.#modules.filter((module) => module.process === process);
    for (const module of theirs.slice(0, untold)) module.closeUntold();
    await turn();
    await this.server.kill(process);
    for (const module of theirs) {
      module.lose();
      this.#comesBack(module, this.#random.integer(0, 4 * minuteMs));
    }
  }

  /** Every session is ended by the server, and is recorded. */
  async #restart(): Promise<void> {
    await this.server.settle();
    for (const deviceId of this.oracle.online) this.oracle.ended(deviceId, 'offline_exception');
    await this.server.stop();
    await this.server.start(processCount);
  }

  /** Two modules with one did take the session from each other, for the rest of the day. */
  #addDuplicates(): void {
    for (const { device } of this.#modules.slice(0, duplicates)) {
      const module = this.#newModule(device);
      this.#modules.push(module);
      this.#comesBack(module, 0);
    }
  }

  /** Somebody disables, resets or erases a device, which may be online. */
  async #dismiss(): Promise<void> {
    const { database, directory } = this.server.surroundings;
    const { deviceId } = this.#random.pick(this.#modules).device;
    if (!this.#isReading || this.server.processes.length === 0 || this.erased.has(deviceId)) return;
    const kind = this.#random.pick(['disable', 'reset', 'erase'] as const);
    if (kind !== 'reset') await disableDevices(database, [deviceId]);
    if (kind === 'erase') this.#erase(deviceId);
    this.oracle.ended(deviceId, 'offline_reset');
    await directory.commands.disconnect(deviceId, 'offline_reset');
    if (kind === 'erase') await deleteDevices(database, [deviceId]);
    if (kind === 'disable') {
      this.#schedule.at(this.#time.nowMs + hourMs, async () => {
        if (this.erased.has(deviceId)) return;
        await database.query('update device_standing set is_disabled = false where device_id = $1', [
          deviceId,
        ]);
      });
    }
  }

  #erase(deviceId: number): void {
    this.erased.add(deviceId);
    for (const module of this.#modules) if (module.device.deviceId === deviceId) module.isGone = true;
  }

  get #connected(): DayModule[] {
    return this.#modules.filter((module) => module.isConnected);
  }
}

import pg from 'pg';
import { addDays } from '../src/reports/day.ts';
import type { BatchRows, StateRow } from '../src/store/batch/batch-rows.ts';
import { writeBatch } from '../src/store/batch/write-batch.ts';
import { createDevice } from '../src/store/create-device.ts';
import type { Database } from '../src/store/database.ts';
import { createPartitions } from '../src/store/partitions.ts';
import { enterServerProcess, sequencesPerEpoch } from '../src/store/server-process.ts';
import { foldTallies } from '../src/store/tally.ts';
import { bindSomebody } from './bind-somebody.ts';
import type { Deed, Handling, Happening } from './device-histories.ts';

const points = [
  { name: 'fault_pump', kind: 'fault' },
  { name: 'fault_valve', kind: 'fault' },
  { name: 'alert_wet', kind: 'alert' },
] as const;

const dayMs = 86_400_000;
/** The next ones go into a batch of their own. */
const batchedMax = 5;

interface PlayedDevice {
  readonly deviceId: number;
  readonly open: Set<number>;
  readonly reportedOn: Set<string>;
  sessionSeq: number | undefined;
}

export interface HistoryScene {
  readonly database: Database;
  readonly productId: number;
  /** By index of the happenings. */
  readonly placeIds: readonly number[];
  /** By index of the happenings; null is no group. */
  readonly groupIds: readonly (number | null)[];
  /** What it begins with, no device of another product has one of these. */
  readonly prefix: string;
}

type Batch = {
  -readonly [Name in keyof BatchRows]: BatchRows[Name] extends readonly (infer Row)[]
    ? Row[]
    : BatchRows[Name];
};

/** Makes histories come true: by the server's own batches where devices do something, by SQL where people do. */
export class HistoryPlayer {
  nowMs: number;
  readonly #scene: HistoryScene;
  readonly #connection: pg.Client;
  readonly #epoch: number;
  readonly #devices = new Map<number, PlayedDevice>();
  readonly #bound = new Set<string>();
  readonly #mentioned = new Set<string>();
  #batch: Batch;
  #seq: number;
  #created = 0;

  static async start(scene: HistoryScene, nowMs: number): Promise<HistoryPlayer> {
    const connection = new pg.Client(scene.database.connection);
    await connection.connect();
    await createPartitions(scene.database, nowMs);
    const epoch = await enterServerProcess(scene.database, scene.prefix, () => nowMs);
    return new HistoryPlayer(scene, { connection, epoch, nowMs });
  }

  private constructor(scene: HistoryScene, life: { connection: pg.Client; epoch: number; nowMs: number }) {
    this.#scene = scene;
    this.#connection = life.connection;
    this.#epoch = life.epoch;
    this.nowMs = life.nowMs;
    this.#seq = life.epoch * sequencesPerEpoch;
    this.#batch = this.#emptyBatch();
  }

  get today(): string {
    return new Date(this.nowMs + 8 * 3_600_000).toISOString().slice(0, 10);
  }

  /** Days on which the devices that still exist reported, by their ids. */
  reportedDays(): Map<number, string[]> {
    return new Map(
      [...this.#devices.values()].map((device) => [device.deviceId, [...device.reportedOn].sort()]),
    );
  }

  async play(happenings: readonly Happening[]): Promise<void> {
    for (const happening of happenings) await this.#play(happening);
    await this.#flush();
  }

  async stop(): Promise<void> {
    await this.#connection.end();
  }

  async #play(happening: Happening): Promise<void> {
    if (happening.by === 'device') return this.#inBatch(happening.deed);
    if (happening.by === 'hand') {
      await this.#flush();
      return this.#byHand(happening.handling);
    }
    if (happening.what === 'fold') return foldTallies(this.#scene.database);
    await this.#flush();
    this.nowMs += dayMs;
    await createPartitions(this.#scene.database, this.nowMs);
  }

  /** What is done to the same thing of a device twice is in two batches. */
  async #inBatch(deed: Deed): Promise<void> {
    const thing = 'point' in deed ? deed.point : deed.what === 'report';
    const key = `${deed.device} ${thing}`;
    if (this.#mentioned.has(key) || this.#mentioned.size === batchedMax) await this.#flush();
    const device = await this.#device(deed.device);
    this.#mentioned.add(key);
    if (deed.what === 'report') this.#report(device, deed.days);
    else if (deed.what === 'raise') this.#raise(device, deed.point);
    else if (deed.what === 'clear') this.#clear(device, deed.point);
    else if (deed.what === 'online') this.#comeOnline(device);
    else this.#goOffline(device);
  }

  #comeOnline(device: PlayedDevice): void {
    const seq = ++this.#seq;
    device.sessionSeq = seq;
    this.#batch.online.push({
      deviceId: device.deviceId,
      occurredAtMs: this.nowMs,
      seq,
      keepAliveS: 60,
      clientIp: '127.0.0.1',
      location: undefined,
    });
  }

  #goOffline(device: PlayedDevice): void {
    if (device.sessionSeq === undefined) return;
    this.#batch.offline.push({
      deviceId: device.deviceId,
      occurredAtMs: this.nowMs,
      seq: ++this.#seq,
      sessionSeq: device.sessionSeq,
      durationS: 1,
      reason: 'tcp_closed',
      heartbeat: { count: 0, maxS: 0, minS: 0, avgS: 0, lastS: 0 },
    });
    device.sessionSeq = undefined;
  }

  #report({ deviceId, reportedOn }: PlayedDevice, daysAgo: readonly number[]): void {
    for (const days of new Set(daysAgo)) {
      const date = addDays(this.today, -days);
      reportedOn.add(date);
      this.#batch.activity.push({ deviceId, date });
    }
  }

  #raise(device: PlayedDevice, point: number): void {
    if (device.open.has(point)) return;
    device.open.add(point);
    this.#batch.alarmsRaised.push({
      deviceId: device.deviceId,
      raisedAtMs: this.nowMs,
      seq: ++this.#seq,
      ...points[point]!,
      clearedAtMs: undefined,
    });
    this.#showFlags(device);
  }

  #clear(device: PlayedDevice, point: number): void {
    if (!device.open.delete(point)) return;
    this.#batch.alarmsCleared.push({
      deviceId: device.deviceId,
      name: points[point]!.name,
      clearedAtMs: this.nowMs,
    });
    this.#showFlags(device);
  }

  /** One row of a device in a batch, as the ingest makes it. */
  #showFlags({ deviceId, open }: PlayedDevice): void {
    const kinds = [...open].map((point) => points[point]!.kind);
    const row: StateRow = {
      deviceId,
      image: undefined,
      definitionVersion: undefined,
      reportedAtMs: undefined,
      isFaulty: kinds.includes('fault'),
      isAlert: kinds.includes('alert'),
      position: undefined,
    };
    this.#batch.states = [...this.#batch.states.filter((other) => other.deviceId !== deviceId), row];
  }

  async #byHand(handling: Handling): Promise<void> {
    const { database, placeIds, groupIds } = this.#scene;
    const { deviceId } = await this.#device(handling.device);
    const set = (column: string, value: unknown) =>
      database.query(`update device_standing set ${column} = $2 where device_id = $1`, [deviceId, value]);
    if (handling.what === 'place') await set('place_id', placeIds[handling.place]);
    else if (handling.what === 'group') await set('group_id', groupIds[handling.group]);
    else if (handling.what === 'bind') await this.#bind(deviceId, handling.user);
    else if (handling.what === 'eraseUser') await this.#eraseUser(handling.user);
    else if (handling.what !== 'erase') await set('is_disabled', handling.what === 'disable');
    else {
      await database.query('select erase_devices($1)', [[deviceId]]);
      this.#devices.delete(handling.device);
    }
  }

  async #bind(deviceId: number, user: number): Promise<void> {
    const { database } = this.#scene;
    const uid = this.#uid(user);
    if (!this.#bound.has(`${uid} ${deviceId}`)) {
      await bindSomebody(database, deviceId, { uid, boundAtMs: this.nowMs });
    }
    this.#bound.add(`${uid} ${deviceId}`);
    await database.query('select record_user_activity($1, $2, $3)', [uid, `app ${deviceId % 2}`, this.today]);
  }

  async #eraseUser(user: number): Promise<void> {
    const uid = this.#uid(user);
    await this.#scene.database.query('select erase_users($1)', [[uid]]);
    for (const pair of this.#bound) if (pair.startsWith(uid)) this.#bound.delete(pair);
  }

  #uid(user: number): string {
    return `${this.#scene.prefix}u${user}`;
  }

  /** The device of an index; a new one where there is none, or none any more. */
  async #device(index: number): Promise<PlayedDevice> {
    const known = this.#devices.get(index);
    if (known) return known;
    const { database, productId, prefix } = this.#scene;
    const mac = `${prefix}${++this.#created}`;
    const deviceId = await createDevice(database, {
      productId,
      did: mac,
      mac,
      deviceSn: null,
      passcodeSealed: null,
      createdAtMs: this.nowMs,
    });
    const device = {
      deviceId,
      open: new Set<number>(),
      reportedOn: new Set<string>(),
      sessionSeq: undefined,
    };
    this.#devices.set(index, device);
    return device;
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = this.#emptyBatch();
    if (this.#mentioned.size === 0) return;
    this.#mentioned.clear();
    await writeBatch(this.#connection, { ...batch, lastSeq: ++this.#seq });
  }

  #emptyBatch(): Batch {
    return {
      epoch: this.#epoch,
      lastSeq: 0,
      cutAtMs: this.nowMs,
      frames: [],
      rejected: [],
      states: [],
      online: [],
      offline: [],
      alarmsRaised: [],
      alarmsCleared: [],
      activity: [],
      hourValues: [],
    };
  }
}

import { readField } from '../src/codec/status-image.ts';
import { newDid } from '../src/model/identifiers.ts';
import { type CountedPayload, countedReport } from '../src/simulator/counted-payload.ts';
import {
  type LoadDevice,
  LoadGenerator,
  type LoadGeneratorOptions,
} from '../src/simulator/load-generator.ts';
import { adminApi, type CustomerProduct } from './customer.ts';
import type { ServerProcess } from './server-process.ts';

/** Of the irrigation valve: a uint32 without scaling, so that the API shows the counter itself. */
const counterName = 'litres_total';
const settleTimeoutMs = 20_000;
/** They send as fast as they are acknowledged, on a fast machine more than a device may. */
const unlimited = { max_messages_per_second: 100_000 };

/** What the database has of a device's counters. */
export interface LoggedCounters {
  readonly did: string;
  /** Frames with a counter. */
  readonly frames: number;
  /** Different counters among them, up to the last one acknowledged. */
  readonly acknowledged: number;
}

/**
 * Irrigation valves that publish 1, 2, 3, … at QoS 1, and know over all lives of the server which of these were
 * acknowledged: always all from 1 to some counter, each device's own.
 */
export class CountingFleet {
  readonly payload: CountedPayload;
  readonly devices: readonly LoadDevice[];
  readonly #server: ServerProcess;
  readonly #product: CustomerProduct;
  readonly #acknowledgedThrough = new Map<string, number>();

  constructor(server: ServerProcess, product: CustomerProduct, devices: readonly LoadDevice[]) {
    this.#server = server;
    this.#product = product;
    this.devices = devices;
    this.payload = countedReport(product.layout, counterName);
    for (const { did } of devices) this.#acknowledgedThrough.set(did, 0);
  }

  /** Imports up to 1,000 new devices with the did and passcode that they carry. */
  static async create(
    server: ServerProcess,
    product: CustomerProduct,
    deviceCount: number,
  ): Promise<CountingFleet> {
    const devices = Array.from({ length: deviceCount }, () => {
      const did = newDid();
      return { mac: did, did, passcode: 'ABCDEFGHIJ' };
    });
    await adminApi(server).patch(`/products/${product.productKey}`, unlimited);
    await adminApi(server).post(`/products/${product.productKey}/devices`, { devices });
    return new CountingFleet(server, product, devices);
  }

  get acknowledgedTotal(): number {
    return [...this.#acknowledgedThrough.values()].reduce((sum, through) => sum + through, 0);
  }

  acknowledgedThrough(did: string): number {
    return this.#acknowledgedThrough.get(did)!;
  }

  /** Load on the server's present life, in which every device goes on after the last counter acknowledged to it. */
  createLoad(
    options: Pick<LoadGeneratorOptions, 'window' | 'reconnectPauseMs' | 'messagesPerSecond'>,
  ): LoadGenerator {
    return new LoadGenerator({
      ...options,
      server: { host: '127.0.0.1', port: this.#server.mqttPort },
      payload: this.payload,
      devices: this.devices.map((device) => {
        return { ...device, firstCounter: this.acknowledgedThrough(device.did) + 1 };
      }),
    });
  }

  /**
   * Ends the load and remembers what was acknowledged: an acknowledgement that the server sent before it was killed
   * counts, also when it has not been read yet.
   */
  async settle(load: LoadGenerator): Promise<void> {
    await load.finish(settleTimeoutMs);
    load.stop();
    this.remember(load.progress);
  }

  /** What the devices know by now to be acknowledged. */
  remember(progress: LoadGenerator['progress']): void {
    for (const { did, acknowledgedThrough } of progress)
      this.#acknowledgedThrough.set(did, acknowledgedThrough);
  }

  readLog(): Promise<LoggedCounters[]> {
    const devices = [...this.#acknowledgedThrough];
    return this.#server.query<LoggedCounters>(
      `select p.did, count(c.counter)::int as frames,
         (count(distinct c.counter) filter (where c.counter between 1 and p.through))::int as acknowledged
       from unnest($1::text[], $2::bigint[]) as p(did, through)
       join device_did using (did)
       left join lateral (
         select ('x' || encode(substring(payload from $3 for 4), 'hex'))::bit(32)::bigint as counter
         from frame where frame.device_id = device_did.device_id
       ) c on true
       group by p.did`,
      [devices.map(([did]) => did), devices.map(([, through]) => through), this.payload.counterOffset + 1],
    );
  }

  /** Dids of devices of which the log lacks an acknowledged counter. */
  async devicesWithLoss(): Promise<string[]> {
    const logged = await this.readLog();
    const lacking = logged.filter(({ did, acknowledged }) => acknowledged !== this.acknowledgedThrough(did));
    return lacking.map(({ did }) => did);
  }

  /** Dids of devices whose latest state is older than the last counter acknowledged to them. */
  async devicesWithOldState(): Promise<string[]> {
    const field = this.#product.layout.fieldsByName.get(counterName)!;
    const rows = await this.#server.query<{ did: string; image: Buffer | null }>(
      'select did, image from device_state join device_did using (device_id) where did = any($1)',
      [[...this.#acknowledgedThrough.keys()]],
    );
    const old = rows.filter(({ did, image }) => {
      const counter = image ? Number(readField(image, field)) : 0;
      return counter < this.acknowledgedThrough(did);
    });
    return old.map(({ did }) => did);
  }

  /** The counters of one device as its enterprise reads them, page by page; repeated ones once. */
  async readCounters(did: string): Promise<number[]> {
    const objects = await this.#product.api.everyPage(`/devices/${did}/data?limit=1000&sort=asc`);
    const counters = new Set<number>(objects.map(({ attrs }) => attrs[counterName]));
    return [...counters].sort((a, b) => a - b);
  }
}

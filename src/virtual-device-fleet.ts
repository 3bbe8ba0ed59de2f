import { fromPublicValue } from './codec/point-value.ts';
import { QiyunError } from './model/errors.ts';
import type { VirtualDevices } from './model/virtual-devices.ts';
import { virtualMac } from './model/virtual-devices.ts';
import type { BootstrapServer } from './simulator/bootstrap-exchange.ts';
import type { DeviceHabits } from './simulator/device-habits.ts';
import { DeviceLife } from './simulator/device-life.ts';
import { SeededRandom } from './simulator/seeded-random.ts';
import { SimulatedDevice } from './simulator/simulated-device.ts';
import { readSimulatedProduct } from './simulator/simulated-product.ts';
import type { Queryable } from './store/database.ts';
import {
  readDefinitionDocument,
  readVirtualDevices,
  type VirtualDevice,
} from './store/read-virtual-devices.ts';
import type { SecretSeal } from './store/secret-seal.ts';

/** What it measures drifts; what is set, and alarms, stay as they are until somebody changes them. */
const habits: DeviceHabits = {
  reportIntervalMs: 10_000,
  raiseChance: 0,
  clearChance: 0,
  touchChance: 0,
  leaveChance: 0,
  awayMs: 0,
};
/** The server is here: there is nothing to wait for long. */
const retryPause = { firstMs: 1_000, growthMs: 1_000, maxMs: 10_000 };

interface RunningDevice {
  /** Of what it is made of: another one is another device. */
  readonly key: string;
  readonly device: SimulatedDevice;
  readonly life: DeviceLife;
}

interface FleetOptions {
  readonly database: Queryable;
  readonly seal: SecretSeal;
}

/** Simulated devices on this server's own ports, as many as are entered in the database. */
export class VirtualDeviceFleet implements VirtualDevices {
  readonly #options: FleetOptions;
  readonly #running = new Map<number, RunningDevice>();
  /** Known while the ports are open. */
  #bootstrap: BootstrapServer | undefined;
  #reconciled: Promise<void> = Promise.resolve();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Devices find the server here: they run from the next reconciliation on. */
  begin(bootstrap: BootstrapServer): void {
    this.#bootstrap = bootstrap;
  }

  reconcile(): Promise<void> {
    // One after the other: what an earlier one has begun, the next one finds done.
    const reconciled = this.#reconciled.then(() => this.#reconcile());
    this.#reconciled = reconciled.catch(() => {});
    return reconciled;
  }

  async report(productId: number, attrs: Readonly<Record<string, unknown>>): Promise<void> {
    const device = this.#running.get(productId)?.device;
    if (!device?.isOnline) throw new QiyunError('5305');
    const { status } = device;
    const names = Object.keys(attrs);
    const values = names.map((name) => {
      const field = status.layout.fieldsByName.get(name);
      if (!field) throw new QiyunError('5401', { detail: `${name}: no such data point` });
      return { field, value: fromPublicValue(field, attrs[name], 'hex') };
    });
    for (const { field, value } of values) status.set(field, value);
    device.report(names);
  }

  async stop(): Promise<void> {
    this.#bootstrap = undefined;
    await this.reconcile();
  }

  async #reconcile(): Promise<void> {
    const bootstrap = this.#bootstrap;
    const wanted = new Map(
      bootstrap ? (await readVirtualDevices(this.#options.database)).map((row) => [row.productId, row]) : [],
    );
    for (const [productId, { key, life }] of this.#running) {
      const row = wanted.get(productId);
      if (row && keyOf(row) === key) continue;
      this.#running.delete(productId);
      await life.end();
    }
    for (const [productId, row] of wanted) {
      if (!this.#running.has(productId)) this.#running.set(productId, await this.#start(row, bootstrap!));
    }
  }

  async #start(row: VirtualDevice, bootstrap: BootstrapServer): Promise<RunningDevice> {
    const { database, seal } = this.#options;
    const document = (await readDefinitionDocument(database, row)) as { product_key: string };
    const product = readSimulatedProduct(document.product_key, document);
    const device = new SimulatedDevice({
      bootstrap,
      product,
      mac: virtualMac,
      did: row.did,
      passcode: seal.open(row.passcodeSealed),
      productSecret: row.secretSealed ? seal.open(row.secretSealed) : undefined,
      retryPause,
      reportsOnArrival: true,
    });
    const life = new DeviceLife(device, habits, new SeededRandom(row.deviceId));
    life.begin();
    return { key: keyOf(row), device, life };
  }
}

function keyOf({ deviceId, did, definitionVersion, secretSealed }: VirtualDevice): string {
  return `${deviceId} ${did} ${definitionVersion} ${secretSealed?.toString('hex')}`;
}

/** Where a device in the same process finds the server, which listens on this address and calls itself by this name. */
export function ownBootstrap(
  port: number,
  { listenHost, publicHost }: { readonly listenHost: string; readonly publicHost: string | undefined },
): BootstrapServer {
  const isAny = listenHost === '0.0.0.0' || listenHost === '::';
  const host = isAny ? '127.0.0.1' : listenHost;
  return { host, port, hostName: publicHost ?? (host.includes(':') ? `[${host}]` : host) };
}

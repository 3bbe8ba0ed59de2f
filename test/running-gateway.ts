import mqtt from 'mqtt';
import { StatusLayouts } from '../src/codec/status-layouts.ts';
import { Gateway } from '../src/gateway/gateway.ts';
import { defaultSessionLimits, type SessionLimits } from '../src/gateway/session-limits.ts';
import { DefinitionLayouts } from '../src/ingest/definition-layouts.ts';
import { defaultGroupCommitLimits, type GroupCommitLimits } from '../src/ingest/group-commit.ts';
import { Ingest } from '../src/ingest/ingest.ts';
import { Locations } from '../src/location/locations.ts';
import type { Clock } from '../src/model/clock.ts';
import type { DeviceEventSink } from '../src/model/device-event.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { newDid, newHexIdentifier } from '../src/model/identifiers.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import { ReportCalendar } from '../src/model/report-calendar.ts';
import { DeviceDirectory } from '../src/processes/device-directory.ts';
import type { BatchRows } from '../src/store/batch/batch-rows.ts';
import { BatchWriter } from '../src/store/batch/batch-writer.ts';
import { Catalog } from '../src/store/catalog.ts';
import { createDevice } from '../src/store/create-device.ts';
import { createDeviceLogin } from '../src/store/device-login.ts';
import { createPartitions } from '../src/store/partitions.ts';
import { SecretSeal } from '../src/store/secret-seal.ts';
import { enterServerProcess } from '../src/store/server-process.ts';
import { createEnterprise } from '../src/store/write-enterprise.ts';
import { createProduct } from '../src/store/write-product.ts';
import { createTestDatabase } from './test-database.ts';

export interface TestDevice {
  readonly deviceId: number;
  readonly did: string;
  readonly passcode: string;
}

export interface RunningGatewayOptions {
  readonly groupCommit?: Partial<GroupCommitLimits>;
  readonly session?: Partial<SessionLimits>;
  /** The definition of the product; null for a product without data points. */
  readonly definition?: object | null;
  /** Stands still until it is moved when left out. */
  readonly monotonicClock?: Clock;
  readonly events?: DeviceEventSink;
  /** Of reports; Asia/Shanghai when left out. */
  readonly timeZone?: string;
}

const tickMs = 500;
const nobodyWatches: DeviceEventSink = { isWatched: () => false, publish: () => {} };

/**
 * Ingest and gateway on a database of their own, with one product, a clock that stands still until it is moved, and a
 * place to stand between the ingest and the disk.
 */
export async function startGateway(options: RunningGatewayOptions = {}) {
  let nowMs = Date.now();
  const clock = () => nowMs;
  let elapsedMs = 0;
  const monotonicClock = options.monotonicClock ?? (() => elapsedMs);
  const { database, connection, drop } = await createTestDatabase(nowMs);
  const seal = new SecretSeal(Buffer.alloc(32, 7));
  const productKey = newHexIdentifier();
  await seedProduct();
  const catalog = new Catalog(database);
  await catalog.open();
  const product = catalog.productByKey(productKey)!;
  const writer = new BatchWriter(connection);
  const batches: BatchRows[] = [];
  let beforeWrite: (batch: BatchRows) => Promise<void> = async () => {};
  let turn = Promise.resolve();
  const locations = Locations.open();
  const ingest: Ingest = new Ingest({
    epoch: await enterServerProcess(database, 'test', clock),
    clock,
    monotonicClock,
    calendar: new ReportCalendar(options.timeZone ?? 'Asia/Shanghai'),
    limits: { ...defaultGroupCommitLimits, ...options.groupCommit },
    layouts: new DefinitionLayouts(catalog, new StatusLayouts()),
    locations,
    events: options.events ?? nobodyWatches,
    write: async (batch) => {
      // A disk takes one after the other.
      turn = turn.then(() => beforeWrite(batch));
      await turn;
      await writer.write(batch);
      batches.push(batch);
    },
    makePartitions: (ms) => createPartitions(database, ms),
    onPressure: (isHigh) => gateway.setPressure(isHigh),
    onRefused: () => {},
  });
  const directory = new DeviceDirectory();
  const login = createDeviceLogin(database, seal);
  const gateway: Gateway = new Gateway({
    monotonicClock,
    limits: { ...defaultSessionLimits, ...options.session },
    maxConnections: 1_000,
    ingest,
    directory: { claim: (deviceId, number) => directory.claim(deviceId, { member: gateway, number }) },
    login,
    clientCount: () => 3,
    productOf: (productId) => catalog.productById(productId),
  });
  const port = await gateway.listen({ port: 0, host: '127.0.0.1' });

  async function seedProduct(): Promise<void> {
    const enterpriseId = newHexIdentifier();
    await createEnterprise(database, { enterpriseId, secret: 'x', name: 'test', createdAtMs: nowMs });
    const { definition = greenhouseController } = options;
    await createProduct(database, {
      productKey,
      enterpriseId,
      name: 'test',
      secretSealed: seal.seal(newHexIdentifier()),
      document: definition ? parseProductDefinition(definition, productKey).document : undefined,
      createdAtMs: nowMs,
    });
  }

  return {
    database,
    connection,
    catalog,
    product,
    ingest,
    gateway,
    login,
    port,
    batches,
    now: clock,
    /** Lets time pass as it does, in ticks of the gateway's. */
    advance(ms: number): void {
      for (let leftMs = ms; leftMs > 0; leftMs -= tickMs) {
        nowMs += Math.min(leftMs, tickMs);
        elapsedMs += Math.min(leftMs, tickMs);
        gateway.tick();
      }
    },
    /** The system's clock is set, by an operator or its time service: no time passes. */
    stepClock(ms: number): void {
      nowMs += ms;
      gateway.tick();
    },
    /** The process does not run for a while: no tick, no packet. */
    sleepThrough(ms: number): void {
      nowMs += ms;
      elapsedMs += ms;
      gateway.tick();
    },
    interceptWrites(hook: (batch: BatchRows) => Promise<void>): void {
      beforeWrite = hook;
    },
    async createDevice(): Promise<TestDevice> {
      const did = newDid();
      const passcode = 'ABCDEFGHIJ';
      const deviceId = await createDevice(database, {
        productId: product.id,
        did,
        mac: did.slice(0, 12).toLowerCase(),
        deviceSn: null,
        passcodeSealed: seal.seal(passcode),
        createdAtMs: nowMs,
      });
      return { deviceId, did, passcode };
    },
    async stop(): Promise<void> {
      beforeWrite = async () => {};
      await gateway.close();
      await ingest.idle();
      await writer.close();
      await catalog.close();
      await drop();
    },
  };
}

export type RunningGateway = Awaited<ReturnType<typeof startGateway>>;

/** An MQTT 3.1.1 client of somebody else's making, logged in as the device; it does not reconnect. */
export function connectDevice(
  { port }: Pick<RunningGateway, 'port'>,
  device: TestDevice,
  options: mqtt.IClientOptions = {},
): Promise<mqtt.MqttClient> {
  return mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: device.did,
    username: device.did,
    password: device.passcode,
    reconnectPeriod: 0,
    keepalive: 0,
    ...options,
  });
}

import mqtt from 'mqtt';
import type { Clock } from '../src/model/clock.ts';
import type { DeviceLogin } from '../src/model/device-login.ts';
import { greenhouseController } from '../src/model/example-products/greenhouse-controller.ts';
import { newDid, newHexIdentifier } from '../src/model/identifiers.ts';
import { parseProductDefinition } from '../src/model/product-definition.ts';
import { DeviceDirectory } from '../src/processes/device-directory.ts';
import { Catalog } from '../src/store/catalog.ts';
import { createDevice } from '../src/store/create-device.ts';
import { SecretSeal } from '../src/store/secret-seal.ts';
import { createEnterprise } from '../src/store/write-enterprise.ts';
import { createProduct } from '../src/store/write-product.ts';
import { deviceDoors } from './device-doors.ts';
import { type GatewayProcessOptions, startGatewayProcess } from './gateway-process.ts';
import { createTestDatabase } from './test-database.ts';

export interface TestDevice {
  readonly deviceId: number;
  readonly did: string;
  readonly passcode: string;
}

export interface RunningGatewayOptions extends GatewayProcessOptions {
  /** The definition of the product; null for a product without data points. */
  readonly definition?: object | null;
  /** Stands still until it is moved when left out. */
  readonly monotonicClock?: Clock;
}

const tickMs = 500;

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
  const { login: accept, adoption } = deviceDoors({ database, catalog, seal, clock });
  let beforeLogin: (did: string) => Promise<void> = async () => {};
  const login: DeviceLogin = async (did, passcode, clientAddress) => {
    const result = await accept(did, passcode, clientAddress);
    await beforeLogin(did);
    return result;
  };
  const directory = new DeviceDirectory();
  const process = await startGatewayProcess(
    { database, connection, catalog, directory, login, adoption, instance: 'test', clock, monotonicClock },
    options,
  );
  const { ingest, gateway } = process;
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
    seal,
    product,
    ingest,
    gateway,
    directory,
    login,
    port,
    batches: process.batches,
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
      this.wakeLater(ms);
      gateway.tick();
    },
    /** The process does not run for a while, and has not looked at its devices since. */
    wakeLater(ms: number): void {
      nowMs += ms;
      elapsedMs += ms;
    },
    interceptWrites: process.interceptWrites,
    /** Is waited for by every login that has read its device, before it goes on. */
    interceptLogins(hook: (did: string) => Promise<void>): void {
      beforeLogin = hook;
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
      await process.stop();
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

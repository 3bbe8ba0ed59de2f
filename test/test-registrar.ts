import { randomBytes } from 'node:crypto';
import { newHexIdentifier } from '../src/model/identifiers.ts';
import { ShownNonces } from '../src/model/shown-nonces.ts';
import { TokenBuckets } from '../src/model/token-bucket.ts';
import { Catalog, type Product } from '../src/store/catalog.ts';
import { createDeviceRegistrar } from '../src/store/device-registrar.ts';
import { PasscodeCheck } from '../src/store/passcode-check.ts';
import { SecretSeal } from '../src/store/secret-seal.ts';
import { SignatureCheck } from '../src/store/signature-check.ts';
import { createEnterprise } from '../src/store/write-enterprise.ts';
import { createProduct, updateProduct } from '../src/store/write-product.ts';
import { bindSomebody } from './bind-somebody.ts';
import { createTestDatabase } from './test-database.ts';

export interface StoredDevice {
  readonly id: number;
  readonly did: string;
  readonly mac: string;
  readonly passcode: string | null;
}

/**
 * A device registrar on a database of its own, with a clock that stands still until it is moved and a product of each
 * kind. Sessions are what `device_state` says: `goOnline` opens one, and the registrar ends it like a gateway would.
 */
export async function startRegistrar() {
  let nowMs = Date.parse('2026-11-22T08:00:00Z');
  const clock = () => nowMs;
  const { database, drop } = await createTestDatabase(nowMs);
  const seal = new SecretSeal(randomBytes(32));
  const catalog = new Catalog(database);
  await catalog.open();
  const enterpriseId = newHexIdentifier();
  await createEnterprise(database, { enterpriseId, secret: 'x', name: 'test', createdAtMs: nowMs });
  const endedSessions: number[] = [];

  async function addProduct(registration: Product['registration']): Promise<string> {
    const productKey = newHexIdentifier();
    const secretSealed = seal.seal(newHexIdentifier());
    const common = { enterpriseId, name: 'test', document: undefined, createdAtMs: nowMs };
    await createProduct(database, { ...common, productKey, secretSealed });
    await catalog.reload();
    const { id } = catalog.productByKey(productKey)!;
    await updateProduct(database, id, {
      settings: { registration },
      document: undefined,
      updatedAtMs: nowMs,
    });
    await catalog.reload();
    return productKey;
  }

  const setOnline = (deviceId: number, isOnline: boolean) =>
    database.query('update device_standing set is_online = $2 where device_id = $1', [deviceId, isOnline]);
  /** Another server process would have one like it: everything it must share is in the database. */
  const newRegistrar = () => {
    const passcodes = new PasscodeCheck(seal, clock);
    const nonces = new ShownNonces(clock);
    return createDeviceRegistrar({
      database,
      catalog,
      seal,
      passcodes,
      signatures: new SignatureCheck({ catalog, passcodes, nonces }),
      clock,
      throttles: {
        newDevices: new TokenBuckets({ burst: 30, perSecond: 5, clock }),
        failedAttempts: new TokenBuckets({ burst: 10, perSecond: 1, clock }),
      },
      endSession: async (deviceId) => {
        await setOnline(deviceId, false);
        endedSessions.push(deviceId);
      },
    });
  };

  return {
    database,
    catalog,
    seal,
    clock,
    newRegistrar,
    endedSessions,
    products: {
      open: await addProduct('open'),
      preregistered: await addProduct('preregistered'),
      encrypted: await addProduct('encrypted'),
    },
    advance(ms: number): void {
      nowMs += ms;
    },
    async goOnline(did: string): Promise<void> {
      await setOnline((await this.device(did)).id, true);
    },
    async bind(did: string): Promise<void> {
      const { id } = await this.device(did);
      await bindSomebody(database, id);
    },
    async device(did: string): Promise<StoredDevice> {
      const { rows } = await database.query<{ id: number; mac: string; sealed: Buffer | null }>(
        'select id, mac, passcode_sealed as sealed from device where did = $1',
        [did],
      );
      const { id, mac, sealed } = rows[0]!;
      return { id, did, mac, passcode: sealed && seal.open(sealed) };
    },
    async countOf(table: 'binding' | 'device_reset', did: string): Promise<number> {
      const { rows } = await database.query<{ count: number }>(
        `select count(*) from ${table} join device_did using (device_id) where did = $1`,
        [did],
      );
      return rows[0]!.count;
    },
    async stop(): Promise<void> {
      await catalog.close();
      await drop();
    },
  };
}

export type RunningRegistrar = Awaited<ReturnType<typeof startRegistrar>>;

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { waitingForLocks } from '../../test/waiting-for-locks.ts';
import { newDid, newHexIdentifier } from '../model/identifiers.ts';
import { createDevice } from './create-device.ts';
import { type ImportedDevice, type ImportOutcome, importDevices } from './import-devices.ts';
import { SecretSeal } from './secret-seal.ts';
import { createEnterprise } from './write-enterprise.ts';
import { createProduct } from './write-product.ts';

const nowMs = Date.parse('2026-11-22T08:00:00Z');
const seal = new SecretSeal(randomBytes(32));
let test: TestDatabase;
let productId: number;
let otherProductId: number;

beforeAll(async () => {
  test = await createTestDatabase(nowMs);
});

afterAll(() => test.drop());

beforeEach(async () => {
  await test.database.query('truncate enterprise cascade');
  const enterpriseId = newHexIdentifier();
  const common = { name: 'n', createdAtMs: nowMs };
  await createEnterprise(test.database, { ...common, enterpriseId, secret: newHexIdentifier() });
  for (const productKey of [newHexIdentifier(), newHexIdentifier()]) {
    const secretSealed = seal.seal(newHexIdentifier());
    await createProduct(test.database, {
      ...common,
      enterpriseId,
      productKey,
      secretSealed,
      document: undefined,
    });
  }
  const { rows } = await test.database.query<{ id: number }>('select id from product order by id');
  [productId, otherProductId] = [rows[0]!.id, rows[1]!.id];
});

function device(mac: string, given: Partial<ImportedDevice> = {}): ImportedDevice {
  return { mac, did: undefined, passcode: undefined, deviceSn: undefined, ...given };
}

function importInto(product: number, devices: readonly ImportedDevice[]): Promise<ImportOutcome[]> {
  return importDevices(test.database, seal, { productId: product, devices, createdAtMs: nowMs });
}

async function stored(): Promise<object[]> {
  const { rows } = await test.database.query<{ passcode_sealed: Buffer | null }>(
    `select d.did, d.mac, d.device_sn, d.passcode_sealed from device d
     join device_did using (did) join device_mac m on m.mac = d.mac and m.product_id = d.product_id
     join device_state s on s.device_id = d.id order by d.id`,
  );
  return rows.map(({ passcode_sealed, ...row }) => ({
    ...row,
    passcode: passcode_sealed && seal.open(passcode_sealed),
  }));
}

describe('importDevices', () => {
  it('keeps the did and passcode that a device in the field carries, and makes a did for one without', async () => {
    const did = newDid();
    const outcomes = await importInto(productId, [
      device('aa01', { did, passcode: 'SECRET', deviceSn: 'sn-1' }),
      device('aa02'),
    ]);
    expect(outcomes).toEqual([{ did }, { did: expect.stringMatching(/^[0-9A-Za-z]{22}$/) }]);
    expect(await stored()).toEqual([
      { did, mac: 'aa01', device_sn: 'sn-1', passcode: 'SECRET' },
      { did: (outcomes[1] as { did: string }).did, mac: 'aa02', device_sn: null, passcode: null },
    ]);
  });

  it('answers the same and changes nothing when it runs again', async () => {
    const devices = [device('aa01', { did: newDid(), passcode: 'SECRET', deviceSn: 'sn' }), device('aa02')];
    const first = await importInto(productId, devices);
    const before = await stored();
    expect(await importInto(productId, devices)).toEqual(first);
    expect(await stored()).toEqual(before);
  });

  it('completes a device with the passcode and serial number that it lacks', async () => {
    const [outcome] = await importInto(productId, [device('aa01')]);
    await importInto(productId, [device('aa01', { passcode: 'SECRET' }), device('aa01', { deviceSn: 'sn' })]);
    expect(await stored()).toEqual([{ ...outcome, mac: 'aa01', device_sn: 'sn', passcode: 'SECRET' }]);
  });

  it('refuses what contradicts a known device, naming the field, and leaves the others be', async () => {
    const [did, elsewhere] = [newDid(), newDid()];
    await importInto(productId, [device('aa01', { did, passcode: 'SECRET', deviceSn: 'sn' })]);
    await importInto(otherProductId, [device('bb01', { did: elsewhere })]);
    const outcomes = await importInto(productId, [
      device('aa02', { did }),
      device('aa03', { did: elsewhere }),
      device('aa01', { did: newDid() }),
      device('aa01', { passcode: 'OTHER' }),
      device('aa01', { deviceSn: 'other' }),
      device('aa04'),
    ]);
    expect(outcomes).toEqual([
      { refusal: 'did: belongs to another device' },
      { refusal: 'did: belongs to another device' },
      { refusal: 'mac: belongs to another device' },
      { refusal: 'passcode: the device has another one' },
      { refusal: 'device_sn: the device has another one' },
      { did: expect.any(String) },
    ]);
    expect(await stored()).toHaveLength(3);
  });

  it('judges devices of one call against each other', async () => {
    const did = newDid();
    const outcomes = await importInto(productId, [
      device('aa01', { did }),
      device('aa01', { did, passcode: 'SECRET' }),
      device('aa02', { did }),
    ]);
    expect(outcomes).toEqual([{ did }, { did }, { refusal: 'did: belongs to another device' }]);
    expect(await stored()).toEqual([{ did, mac: 'aa01', device_sn: null, passcode: 'SECRET' }]);
  });

  it('allows the same mac in another product', async () => {
    await importInto(productId, [device('aa01')]);
    const [outcome] = await importInto(otherProductId, [device('aa01')]);
    expect(outcome).toHaveProperty('did');
  });

  it('enters each device once when imports and registrations of the same devices run at the same time', async () => {
    const macs = Array.from({ length: 50 }, (_, index) => `cc${index}`);
    const imports = [macs, macs.toReversed(), macs].map((order) =>
      importInto(
        productId,
        order.map((mac) => device(mac)),
      ),
    );
    const registrations = macs.map((mac) =>
      test.database
        .transaction((tx) =>
          createDevice(tx, {
            productId,
            did: newDid(),
            mac,
            deviceSn: null,
            passcodeSealed: null,
            createdAtMs: nowMs,
          }),
        )
        .catch((error: unknown) => expect(error).toMatchObject({ field: 'mac', code: '5002' })),
    );
    const outcomes = await Promise.all(imports);
    await Promise.all(registrations);
    expect(await stored()).toHaveLength(50);
    expect(outcomes.flat().every((outcome) => 'did' in outcome)).toBe(true);
  });

  it('succeeds while another product imports the same devices in another order', async () => {
    const [first, between, last] = [newDid(), newDid(), newDid()];
    const list = (dids: string[]) => dids.map((did, at) => device(`aa0${at}`, { did }));
    const undone = new Error('undone');
    let imports: Promise<ImportOutcome[]>[] = [];
    const somebodyElse = test.database.transaction(async (tx) => {
      const given = { productId, mac: 'bb', deviceSn: null, passcodeSealed: null, createdAtMs: nowMs };
      await createDevice(tx, { ...given, did: between });
      imports = [
        importInto(productId, list([first, between, last])),
        importInto(otherProductId, list([last, between, first])),
      ];
      await expect.poll(() => waitingForLocks(test.database)).toBe(2);
      throw undone;
    });
    await expect(somebodyElse).rejects.toBe(undone);
    const outcomes = (await Promise.all(imports)).flat();
    expect(outcomes.filter((outcome) => 'did' in outcome)).toHaveLength(3);
    expect(await stored()).toHaveLength(3);
  });

  it('completes devices while a batch of what they sent is written', async () => {
    await importInto(productId, [device('aa01'), device('aa02')]);
    const { rows } = await test.database.query<{ id: number }>('select id from device order by id');
    const move = 'update device set longitude = 1 where id = $1';
    const { completed } = await test.database.transaction(async (tx) => {
      await tx.query('call lock_standings($1)', [rows.map(({ id }) => id)]);
      await tx.query(move, [rows[1]!.id]);
      const completed = importInto(productId, [
        device('aa01', { passcode: 'ONE' }),
        device('aa02', { passcode: 'TWO' }),
      ]);
      await expect.poll(() => waitingForLocks(test.database)).toBe(1);
      await tx.query(move, [rows[0]!.id]);
      return { completed: () => completed };
    });
    await completed();
    expect(await stored()).toMatchObject([{ passcode: 'ONE' }, { passcode: 'TWO' }]);
  });

  it('enters nothing into a product that is gone', async () => {
    await expect(importInto(2 ** 30, [device('aa01')])).rejects.toMatchObject({ code: '5015' });
  });
});

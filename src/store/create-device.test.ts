import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { newDid, newHexIdentifier } from '../model/identifiers.ts';
import { createDevice, createDevices, DeviceConflict, type NewDevice } from './create-device.ts';
import { createEnterprise } from './write-enterprise.ts';
import { createProduct } from './write-product.ts';

const createdAtMs = Date.parse('2026-11-22T08:00:00.123Z');
let test: TestDatabase;
let productId: number;

beforeAll(async () => {
  test = await createTestDatabase(createdAtMs);
  const enterpriseId = newHexIdentifier();
  const common = { name: 'n', enterpriseId, createdAtMs };
  await createEnterprise(test.database, { ...common, secret: newHexIdentifier() });
  const secrets = { productKey: newHexIdentifier(), secretSealed: Buffer.alloc(44) };
  await createProduct(test.database, { ...common, ...secrets, document: undefined });
  productId = (await test.database.query<{ id: number }>('select id from product')).rows[0]!.id;
});

afterAll(() => test.drop());

function newDevice(mac: string, did = newDid()): NewDevice {
  return { productId, did, mac, deviceSn: null, passcodeSealed: Buffer.from([1, 2]), createdAtMs };
}

function create(device: NewDevice): Promise<number> {
  return test.database.transaction((tx) => createDevice(tx, device));
}

describe('createDevice', () => {
  it('enters the device with its look-up rows, its empty state and its standing', async () => {
    const device = newDevice('aa01');
    const id = await create(device);
    const { rows } = await test.database.query(
      `select d.id, d.did, d.mac, d.passcode_sealed, d.created_at, s.is_online from device_did k
       join device_mac m using (device_id) join device_state using (device_id)
       join device_standing s using (device_id) join device d on d.id = k.device_id
       where k.did = $1 and m.product_id = $2 and m.mac = 'aa01'`,
      [device.did, productId],
    );
    expect(rows).toEqual([
      {
        id,
        did: device.did,
        mac: 'aa01',
        passcode_sealed: device.passcodeSealed,
        created_at: createdAtMs,
        is_online: false,
      },
    ]);
  });

  it('says whether the did or the mac is another device’s, and enters nothing', async () => {
    const { did } = newDevice('bb01');
    await create(newDevice('bb01', did));
    const sameMac = await create(newDevice('bb01')).catch((error: unknown) => error);
    const sameDid = await create(newDevice('bb02', did)).catch((error: unknown) => error);
    expect(sameMac).toBeInstanceOf(DeviceConflict);
    expect(sameMac).toMatchObject({ field: 'mac', code: '5002', detail: 'mac: belongs to another device' });
    expect(sameDid).toMatchObject({ field: 'did', code: '5002', detail: 'did: belongs to another device' });
    const { rowCount } = await test.database.query("select from device where mac like 'bb%'");
    expect(rowCount).toBe(1);
  });

  it('lets one of many that arrive at the same time through', async () => {
    const attempts = Array.from({ length: 20 }, () => create(newDevice('cc01')));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ field: 'mac' });
    }
  });
});

it('createDevices answers the ids in the order given', async () => {
  const devices = ['dd03', 'dd01', 'dd02'].map((mac) => newDevice(mac));
  const ids = await test.database.transaction((tx) => createDevices(tx, devices));
  for (const [index, id] of ids.entries()) {
    const { rows } = await test.database.query('select did from device where id = $1', [id]);
    expect(rows).toEqual([{ did: devices[index]!.did }]);
  }
});

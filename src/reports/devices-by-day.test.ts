import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { newHexIdentifier } from '../model/identifiers.ts';
import { foldTallies } from '../store/tally.ts';
import { createEnterprise } from '../store/write-enterprise.ts';
import { createProduct } from '../store/write-product.ts';
import { listDevicesByDay } from './devices-by-day.ts';

const createdAtMs = Date.parse('2026-11-23T08:00:00Z');
const day = '2026-11-23';
/** So that a few of them are in each of three blocks of ids. */
const idsApart = 1_000;
const devices = 12;
let db: TestDatabase;
let productIds: number[];

beforeAll(async () => {
  db = await createTestDatabase(createdAtMs);
  const enterpriseId = newHexIdentifier();
  const common = { name: 'n', enterpriseId, createdAtMs };
  await createEnterprise(db.database, { ...common, secret: newHexIdentifier() });
  for (const _ of ['ours', 'another']) {
    const secrets = { productKey: newHexIdentifier(), secretSealed: Buffer.alloc(44) };
    await createProduct(db.database, { ...common, ...secrets, document: undefined });
  }
  const { rows } = await db.database.query<{ id: number }>('select id from product order by id');
  productIds = rows.map((row) => row.id);
});

afterAll(() => db.drop());

test('a page of active devices is the same whether other products have active devices or not, entered or not', async () => {
  await report(Array.from({ length: devices }, (_, number) => number * idsApart));
  await expectAllPages();
  await foldTallies(db.database);
  await expectAllPages();
  await report([500, 4_500, 20_000], productIds[1]!);
  await expectAllPages();
  await foldTallies(db.database);
  await expectAllPages();
});

async function expectAllPages(): Promise<void> {
  const macs = Array.from({ length: devices }, (_, number) => `m${number * idsApart}`);
  for (let skip = 0; skip <= devices; skip++) {
    const { rows, total } = await listDevicesByDay(db.database, {
      productId: productIds[0]!,
      occasion: 'active',
      days: { from: day, to: day },
      timeZone: 'UTC',
      limit: 3,
      skip,
    });
    expect(rows.map(({ mac }) => mac)).toEqual(macs.slice(skip, skip + 3));
    expect(total).toBe(devices);
  }
}

/** Enters devices with these ids, and that they reported data on the day. */
async function report(ids: readonly number[], productId = productIds[0]!): Promise<void> {
  await db.database.query(
    `insert into device (id, product_id, did, mac, created_at) overriding system value
     select id, $2, 'did' || id, 'm' || id, now() from unnest($1::bigint[]) id`,
    [ids, productId],
  );
  await db.database.query(
    'insert into device_standing (device_id, product_id) select id, $2 from unnest($1::bigint[]) id',
    [ids, productId],
  );
  await db.database.query('call record_activity($1, array_fill($2::date, array[$3::integer]))', [
    ids,
    day,
    ids.length,
  ]);
}

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { newHexIdentifier } from '../model/identifiers.ts';
import { type ApiCall, CallLog, expireCallCounts } from './call-log.ts';
import { readApiCalls, readCallCounts } from './read-api-calls.ts';
import { createEnterprise } from './write-enterprise.ts';

const startMs = Date.parse('2026-11-23T05:00:00Z');
const dayMs = 86_400_000;

let db: TestDatabase;
let enterpriseId: string;
let nowMs: number;
let log: CallLog;
let calls: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

beforeEach(async () => {
  enterpriseId = newHexIdentifier();
  nowMs = startMs;
  calls = 0;
  const enterprise = { enterpriseId, secret: newHexIdentifier(), name: 'Testers', createdAtMs: nowMs };
  await createEnterprise(db.database, enterprise);
  log = new CallLog(db.database, () => nowMs);
});

function record(call: Partial<ApiCall> = {}): void {
  calls++;
  log.record({
    enterpriseId,
    calledAtMs: nowMs + calls,
    method: 'GET',
    route: '/v1/products/:product_key/devices',
    productKey: undefined,
    status: 200,
    errorCode: undefined,
    detail: undefined,
    durationMs: 1.5,
    clientIp: '192.0.2.1',
    requestId: `a-${calls}`,
    isRefusal: false,
    ...call,
  });
}

const failure = { status: 404, errorCode: '5301', detail: 'did: is unknown' };
const refusal = { status: 403, errorCode: '5013', detail: '10 calls an hour', isRefusal: true };
const latest = (onlyErrors: boolean) => readApiCalls(db.database, { enterpriseId, onlyErrors, limit: 5_000 });
const counts = (periodS: 60 | 3600) =>
  readCallCounts(db.database, enterpriseId, { fromMs: 0, toMs: startMs + 100 * dayMs, periodS });

test('calls are there when they have been written, the newest first', async () => {
  record();
  record(failure);
  await log.write();
  const [newest, oldest] = await latest(false);
  expect(newest).toMatchObject({ calledAtMs: startMs + 2, requestId: 'a-2', ...failure });
  expect(oldest).toMatchObject({ requestId: 'a-1', status: 200, errorCode: null, productKey: null });
  expect((await latest(true)).map(({ requestId }) => requestId)).toEqual(['a-2']);
});

test('every call is counted, by minute and by hour, by whichever process', async () => {
  for (let i = 0; i < 100; i++) record();
  record(failure);
  record(refusal);
  expect(log.refusals).toBe(1);
  await log.write();
  nowMs += 60_000;
  log = new CallLog(db.database, () => nowMs);
  record();
  await log.write();
  const first = { startedAtMs: startMs, calls: 102, errors: 2, refusals: 1 };
  const second = { startedAtMs: startMs + 60_000, calls: 1, errors: 0, refusals: 0 };
  expect(await counts(60)).toEqual([first, second]);
  expect(await counts(3600)).toEqual([{ ...first, calls: 103 }]);
});

test('of many calls at once a sample of the successes is kept, and more of the errors', async () => {
  for (let i = 0; i < 200; i++) record();
  for (let i = 0; i < 200; i++) record(failure);
  await log.write();
  expect(await latest(true)).toHaveLength(50);
  expect(await latest(false)).toHaveLength(70);
  expect((await counts(60))[0]).toMatchObject({ calls: 400, errors: 200 });
});

test('of each kind the latest thousand are kept, so that successes displace no errors', async () => {
  record(failure);
  for (let round = 0; round < 70; round++) {
    for (let i = 0; i < 20; i++) record();
    await log.write();
  }
  for (let idle = 0; idle < 10; idle++) await log.write();
  const kept = await latest(false);
  expect(kept).toHaveLength(1_001);
  expect(kept.at(-1)!.errorCode).toBe('5301');
  expect(kept[999]!.requestId).toBe(`a-${calls - 999}`);
});

test('minutes are forgotten after a day, hours after ninety', async () => {
  record();
  await log.write();
  await expireCallCounts(db.database, startMs + dayMs + 1);
  expect([await counts(60), await counts(3600)]).toMatchObject([[], [{ calls: 1 }]]);
  await expireCallCounts(db.database, startMs + 90 * dayMs + 1);
  expect(await counts(3600)).toEqual([]);
});

test('calls of an enterprise that was erased meanwhile keep nobody else’s from being written', async () => {
  record({ enterpriseId: newHexIdentifier() });
  record();
  await log.write();
  expect(await latest(false)).toHaveLength(1);
});

test('calls go with their enterprise', async () => {
  record();
  await log.write();
  await db.database.query('delete from enterprise where enterprise_id = $1', [enterpriseId]);
  expect([await latest(false), await counts(60)]).toEqual([[], []]);
});

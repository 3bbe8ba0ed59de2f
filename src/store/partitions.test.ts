import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { createPartitions, dropExpiredPartitions } from './partitions.ts';

const dayMs = 86_400_000;
const nowMs = Date.parse('2026-12-31T12:00:00Z');

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase(nowMs);
});
afterAll(() => db.drop());

test('there is a partition for yesterday, today and the next three days, over the end of the year', async () => {
  expect(await partitionsOf('frame')).toEqual([
    'frame_20261230',
    'frame_20261231',
    'frame_20270101',
    'frame_20270102',
    'frame_20270103',
  ]);
  expect(await partitionsOf('presence_event')).toEqual(['presence_event_202612', 'presence_event_202701']);
});

test('a day is dropped when all of it is older than the retention, and not an hour before', async () => {
  const lastMoment = Date.parse('2027-01-06T23:59:59Z');
  expect(await dropExpiredPartitions(db.database, lastMoment, 7)).toEqual([]);
  const dropped = await dropExpiredPartitions(db.database, lastMoment + 1_000, 7);
  expect(dropped).toEqual(['frame_20261230', 'rejected_frame_20261230']);
});

test('aggregated data stay for 31 days where the logs go sooner, and then go by whole months', async () => {
  const endOfJanuary = Date.parse('2027-01-31T23:59:59Z');
  expect(await dropExpiredPartitions(db.database, endOfJanuary, 7)).not.toContain('device_hour_value_202612');
  const dropped = await dropExpiredPartitions(db.database, endOfJanuary + dayMs + 1_000, 7);
  expect(dropped).toContain('device_hour_value_202612');
});

test('presence, which is a fact of its own, stays when frames expire', async () => {
  await dropExpiredPartitions(db.database, nowMs + 400 * dayMs, 7);
  expect(await partitionsOf('presence_event')).toContain('presence_event_202612');
});

test('making them again changes nothing', async () => {
  await createPartitions(db.database, nowMs);
  const before = await partitionsOf('frame');
  await createPartitions(db.database, nowMs);
  expect(await partitionsOf('frame')).toEqual(before);
});

async function partitionsOf(table: string): Promise<string[]> {
  const { rows } = await db.database.query<{ name: string }>(
    'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
    [table],
  );
  return rows.map((row) => row.name);
}

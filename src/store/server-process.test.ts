import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { waitingForLocks } from '../../test/waiting-for-locks.ts';
import type { BatchRows } from './batch/batch-rows.ts';
import { writeBatch } from './batch/write-batch.ts';
import {
  closeAbandonedSessions,
  enterServerProcess,
  leaseMs,
  leaveServerProcess,
  renewLease,
  sequencesPerEpoch,
} from './server-process.ts';

const dayMs = 86_400_000;
const startMs = Date.now();
const reason = 'offline_exception';
let nowMs = startMs;
const clock = () => nowMs;
let store: TestDatabase;
let connection: pg.Client;

beforeEach(async () => {
  nowMs = startMs;
  store = await createTestDatabase(nowMs);
  connection = new pg.Client(store.connection);
  await connection.connect();
});
afterEach(async () => {
  await connection.end();
  await store.drop();
});

/** A device with a session in that process. */
async function openSession(deviceId: number, epoch: number): Promise<void> {
  await store.database.query(
    `insert into enterprise (enterprise_id, name, secret_hash, created_at)
     values ('e', '', '', now()) on conflict do nothing`,
  );
  await store.database.query(
    `insert into product (product_key, enterprise_id, name, secret_sealed, created_at)
     values ('p', 'e', '', '', now()) on conflict do nothing`,
  );
  await store.database.query(
    `insert into device (id, product_id, did, mac, created_at) overriding system value
     select $1, id, $2, $2, now() from product`,
    [deviceId, String(deviceId)],
  );
  await store.database.query('insert into device_state (device_id) values ($1)', [deviceId]);
  await store.database.query(
    'insert into device_standing (device_id, product_id) select id, product_id from device where id = $1',
    [deviceId],
  );
  await writeBatch(connection, onlineBatch(deviceId, epoch));
}

let lastSeq = 0;
function onlineBatch(deviceId: number, epoch: number): BatchRows {
  const seq = epoch * sequencesPerEpoch + ++lastSeq;
  return {
    epoch,
    lastSeq: seq,
    cutAtMs: nowMs,
    frames: [],
    rejected: [],
    states: [],
    online: [
      { deviceId, occurredAtMs: nowMs, seq, keepAliveS: 60, clientIp: '127.0.0.1', location: undefined },
    ],
    offline: [],
    alarmsRaised: [],
    alarmsCleared: [],
    activity: [],
    hourValues: [],
  };
}

async function devicesOnline(): Promise<number[]> {
  const { rows } = await store.database.query<{ id: number }>(
    'select device_id as id from device_standing where is_online order by device_id',
  );
  return rows.map(({ id }) => id);
}

async function endsOf(deviceId: number): Promise<unknown[]> {
  const { rows } = await store.database.query(
    'select occurred_at, duration_s, reason from presence_event where device_id = $1 and not is_online',
    [deviceId],
  );
  return rows;
}

test('the sessions of a dead process are ended at its last sign of life, those of the living stay', async () => {
  const [dead, alive] = [
    await enterServerProcess(store.database, 'a', clock),
    await enterServerProcess(store.database, 'a', clock),
  ];
  await openSession(1, dead);
  await openSession(2, alive);
  nowMs += 2_000;
  await renewLease(store.database, dead, clock);
  nowMs += 60_000;
  expect(await closeAbandonedSessions(store.database, { epoch: dead }, clock)).toHaveLength(1);
  expect(await devicesOnline()).toEqual([2]);
  expect(await endsOf(1)).toEqual([{ occurred_at: startMs + 2_000, duration_s: 2, reason }]);
  expect(await closeAbandonedSessions(store.database, { epoch: dead }, clock)).toEqual([]);
});

test('at the start of an instance all its processes are dead, and those of others whose lease has run out', async () => {
  const own = await enterServerProcess(store.database, 'a', clock);
  const silent = await enterServerProcess(store.database, 'b', clock);
  const other = await enterServerProcess(store.database, 'c', clock);
  await openSession(1, own);
  await openSession(2, silent);
  await openSession(3, other);
  nowMs += leaseMs + 1;
  await renewLease(store.database, other, clock);
  expect(await closeAbandonedSessions(store.database, { instance: 'a' }, clock)).toHaveLength(2);
  expect(await devicesOnline()).toEqual([3]);
});

test('a session whose record was being committed when its process died is ended, too', async () => {
  const epoch = await enterServerProcess(store.database, 'a', clock);
  await openSession(1, epoch);
  await store.database.query('update device_standing set is_online = false');
  await connection.query('begin');
  await connection.query('update server_process set last_seq = last_seq + 1 where epoch = $1', [epoch]);
  await connection.query('update device_standing set is_online = true');
  const closed = closeAbandonedSessions(store.database, { epoch }, clock);
  await expect.poll(() => waitingForLocks(store.database)).toBe(1);
  await connection.query('commit');
  expect(await closed).toHaveLength(1);
  expect(await devicesOnline()).toEqual([]);
});

test('what a process taken for dead still had on its way to the database is refused', async () => {
  const epoch = await enterServerProcess(store.database, 'a', clock);
  await openSession(1, epoch);
  await closeAbandonedSessions(store.database, { epoch }, clock);
  await expect(writeBatch(connection, onlineBatch(1, epoch))).rejects.toMatchObject({ code: '22P02' });
  expect(await devicesOnline()).toEqual([]);
});

test('a process that left by itself has nothing to end', async () => {
  const epoch = await enterServerProcess(store.database, 'a', clock);
  nowMs += 1_000;
  await leaveServerProcess(store.database, epoch, clock);
  nowMs += 1_000;
  await closeAbandonedSessions(store.database, { instance: 'a' }, clock);
  const { rows } = await store.database.query('select ended_at from server_process where epoch = $1', [
    epoch,
  ]);
  expect(rows).toEqual([{ ended_at: startMs + 1_000 }]);
});

test('a clock that ran ahead for a while does not put the end of a session into the future', async () => {
  const epoch = await enterServerProcess(store.database, 'a', clock);
  await openSession(1, epoch);
  nowMs += 400 * dayMs;
  await renewLease(store.database, epoch, clock);
  nowMs = startMs + 60_000;
  expect(await closeAbandonedSessions(store.database, { instance: 'a' }, clock)).toEqual([1]);
  expect(await endsOf(1)).toEqual([{ occurred_at: startMs + 60_000, duration_s: 60, reason }]);
});

test('the last sign of life is the last one, also after the clock has been set back', async () => {
  const epoch = await enterServerProcess(store.database, 'a', clock);
  await openSession(1, epoch);
  nowMs += dayMs;
  await renewLease(store.database, epoch, clock);
  nowMs = startMs + 20_000;
  await renewLease(store.database, epoch, clock);
  nowMs += 60_000;
  await closeAbandonedSessions(store.database, { instance: 'a' }, clock);
  expect(await endsOf(1)).toEqual([{ occurred_at: startMs + 20_000, duration_s: 20, reason }]);
});

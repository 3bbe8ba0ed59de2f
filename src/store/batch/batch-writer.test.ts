import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DatabaseProxy } from '../../../test/database-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { enterServerProcess, sequencesPerEpoch } from '../server-process.ts';
import { type BatchRows, frameKind } from './batch-rows.ts';
import { BatchWriter } from './batch-writer.ts';
import { isAlreadyWritten, writeBatch } from './write-batch.ts';

const nowMs = Date.now();
let store: TestDatabase;
let proxy: DatabaseProxy;
let writer: BatchWriter;
let epoch: number;

beforeEach(async () => {
  store = await createTestDatabase(nowMs);
  proxy = await DatabaseProxy.start(store.connection);
  epoch = await enterServerProcess(store.database, 'test', () => nowMs);
  writer = new BatchWriter(proxy.connection, { patienceMs: 2_000 });
});
afterEach(async () => {
  await writer.close();
  await proxy.close();
  await store.drop();
});

test('a connection that breaks while the database is still committing does not write the batch twice', async () => {
  await slowDownCommits(1);
  const written = writer.write(batchOf(10));
  await vi.waitFor(async () => expect(await countCommitting()).toBe(1), { interval: 5 });
  proxy.cut();
  await written;
  expect(await countFrames()).toBe(10);
});

test('a transaction that a lost connection has left behind does nothing once the batch is written again', async () => {
  await writer.write(batchOf(1));
  const batch = batchOf(10);
  await writer.write(batch);
  const left = new pg.Client(store.connection);
  await left.connect();
  const refused = await writeBatch(left, batch).catch((error: unknown) => error);
  await left.end();
  expect(isAlreadyWritten(refused)).toBe(true);
  expect(await countFrames()).toBe(11);
});

test('a connection on which nothing comes any more is given up, and the batch is written once', async () => {
  await writer.write(batchOf(1));
  proxy.stall();
  await writer.write(batchOf(10));
  expect(await countFrames()).toBe(11);
}, 15_000);

test('a connection that stalls in the middle of a batch does not keep the batch from being written', async () => {
  await writer.write(batchOf(1));
  proxy.stallWithin(2_000);
  await writer.write(batchOf(1_000));
  expect(await countFrames()).toBe(1_001);
}, 15_000);

test('a batch that takes its time is not given up while the database works on it', async () => {
  await slowDownCommits(1);
  await writer.write(batchOf(10));
  expect(await countFrames()).toBe(10);
});

async function slowDownCommits(seconds: number): Promise<void> {
  await store.database.query(
    `create function take_time() returns trigger language plpgsql as 'begin perform pg_sleep(${seconds}); return null; end'`,
  );
  await store.database.query(
    `create constraint trigger take_time after update on server_process
     deferrable initially deferred for each row execute function take_time()`,
  );
}

async function countCommitting(): Promise<unknown> {
  const { rows } = await store.database.query(
    `select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
  );
  return rows[0]!.count;
}

async function countFrames(): Promise<unknown> {
  const { rows } = await store.database.query('select count(*) from frame');
  return rows[0]!.count;
}

let sequence = 0;

function batchOf(frameCount: number): BatchRows {
  const frames = Array.from({ length: frameCount }, () => ({
    deviceId: 1,
    receivedAtMs: nowMs,
    seq: epoch * sequencesPerEpoch + ++sequence,
    kind: frameKind.dev2app,
    definitionVersion: 0,
    payload: Buffer.of(sequence),
  }));
  return {
    epoch,
    lastSeq: epoch * sequencesPerEpoch + sequence,
    cutAtMs: nowMs,
    frames,
    rejected: [],
    online: [],
    offline: [],
    states: [],
    activity: [],
    alarmsRaised: [],
    alarmsCleared: [],
  };
}

import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DatabaseProxy } from '../../../test/database-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { enterServerProcess, sequencesPerEpoch } from '../server-process.ts';
import { type BatchRows, frameKind } from './batch-rows.ts';
import { BatchWriter, PredecessorFailed } from './batch-writer.ts';
import { isOutOfOrder, writeBatch } from './write-batch.ts';

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
  await vi.waitFor(async () => expect(await countCommitting()).toBe(1), { interval: 5, timeout: 10_000 });
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
  expect(isOutOfOrder(refused)).toBe(true);
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

test('batches under way together are written in their order, also when the connection breaks again and again', async () => {
  await writer.write(batchOf(1));
  const batches = Array.from({ length: 60 }, () => batchOf(50));
  const written: number[] = [];
  const writes = batches.map((batch, index) => writer.write(batch).then(() => written.push(index)));
  for (let cut = 1; cut <= 5; cut++) {
    await vi.waitFor(() => expect(written.length).toBeGreaterThanOrEqual(cut * 5), {
      interval: 1,
      timeout: 10_000,
    });
    proxy.cut();
  }
  await Promise.all(writes);
  expect(written).toEqual(batches.map((_, index) => index));
  expect(await countFrames()).toBe(1 + 60 * 50);
}, 30_000);

test('after a batch that the database refuses nothing of those under way behind it is written', async () => {
  await writer.write(batchOf(1));
  const refused = { ...batchOf(2), frames: [{ ...batchOf(1).frames[0]!, receivedAtMs: 0 }] };
  const outcomes = await Promise.allSettled(
    [refused, batchOf(3), batchOf(4)].map((one) => writer.write(one)),
  );
  expect(outcomes.map((one) => (one as PromiseRejectedResult).reason)).toEqual([
    expect.objectContaining({ code: '23514' }),
    expect.any(PredecessorFailed),
    expect.any(PredecessorFailed),
  ]);
  expect(await countFrames()).toBe(1);
  await Promise.all([batchOf(5), batchOf(6)].map((one) => writer.write(one)));
  expect(await countFrames()).toBe(12);
});

test('a batch sent behind one that needed a second attempt is written after it', async () => {
  await writer.write(batchOf(1));
  await refuseOnce('53100');
  await Promise.all([batchOf(2), batchOf(3), batchOf(4)].map((one) => writer.write(one)));
  const { rows } = await store.database.query('select seq from frame order by ctid');
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).toSorted());
  expect(rows).toHaveLength(10);
});

/** The next change of the process's progress fails with this SQLSTATE, the ones after it do not. */
async function refuseOnce(code: string): Promise<void> {
  await store.database.query('create sequence refusals');
  await store.database.query(
    `create function refuse() returns trigger language plpgsql as
     'begin if nextval(''refusals'') = 1 then raise exception using errcode = ''${code}''; end if; return new; end'`,
  );
  await store.database.query(
    'create trigger refuse before update on server_process for each row execute function refuse()',
  );
}

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
    hourValues: [],
    alarmsRaised: [],
    alarmsCleared: [],
  };
}

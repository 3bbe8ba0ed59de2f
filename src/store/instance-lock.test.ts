import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { InstanceLock } from './instance-lock.ts';

const instance = 'a data folder';
const patienceMs = 300;

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

async function take(name = instance): Promise<InstanceLock> {
  const lock = await InstanceLock.take(db.connection, name, patienceMs);
  onTestFinished(() => lock.release());
  return lock;
}

/** Connections that hold a lock of this database. */
async function holders(): Promise<number[]> {
  const { rows } = await db.database.query<{ pid: number }>(
    `select pid from pg_locks join pg_database d on d.oid = database
     where locktype = 'advisory' and granted and d.datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
}

test('a second process of the same instance is refused, one of another instance is not', async () => {
  await take();
  await expect(take()).rejects.toMatchObject({
    code: '5409',
    detail: expect.stringContaining('another server'),
  });
  await take('another data folder');
});

test('who comes while the one before is still ending has the lock as soon as it is free', async () => {
  const before = await take();
  const after = take();
  await before.release();
  await after;
  expect(await holders()).toHaveLength(1);
});

test('a lock that was lost with its connection is taken again, and still keeps others out', async () => {
  await take();
  const [lost] = await holders();
  await db.database.query('select pg_terminate_backend($1, 5000)', [lost]);
  await expect.poll(holders).toHaveLength(1);
  expect(await holders()).not.toEqual([lost]);
  await expect(take()).rejects.toMatchObject({ code: '5409' });
});

test('a lock that somebody else has taken meanwhile is forfeited, and that is said', async () => {
  const lock = await take();
  const [lost] = await holders();
  const rival = new pg.Client(db.connection);
  rival.on('error', () => {});
  await rival.connect();
  onTestFinished(() => rival.end());
  // It waits in the queue for the lock, so nobody can come before it.
  const taken = rival.query('select pg_advisory_lock(hashtextextended($1, 0))', [instance]);
  await expect.poll(isAnybodyWaiting).toBe(true);
  await db.database.query('select pg_terminate_backend($1, 5000)', [lost]);
  await taken;
  expect(await lock.forfeited).toMatchObject({ code: '5409' });
});

async function isAnybodyWaiting(): Promise<boolean> {
  const { rows } = await db.database.query<{ waiting: boolean }>(
    `select exists (select from pg_locks join pg_database d on d.oid = database
       where locktype = 'advisory' and not granted and d.datname = current_database()) as waiting`,
  );
  return rows[0]!.waiting;
}

import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { migrate, migrationLock } from './migrate.ts';

let db: TestDatabase;

beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(() => db.drop());

test('a database of the newest schema is left as it is', async () => {
  const before = await history();
  await migrate(db.database);
  expect(await history()).toEqual(before);
});

test('a database that a newer program has migrated is refused and not touched', async () => {
  await db.database.query(
    `insert into schema_migration (version, name, checksum) values (9999, '9999-later.sql', 'x')`,
  );
  await expect(migrate(db.database)).rejects.toMatchObject({
    detail: expect.stringMatching(/has schema version 9999, .* a newer one .* restore a backup/),
  });
});

test('a database whose history differs from ours is refused', async () => {
  await db.database.query(`update schema_migration set checksum = 'x' where version = 1`);
  await expect(migrate(db.database)).rejects.toMatchObject({
    detail: expect.stringMatching(/another 0001-first-light.sql than this program .* restore a backup/),
  });
});

test('processes that start together migrate once', async () => {
  await db.database.query('drop schema public cascade');
  await db.database.query('create schema public');
  await Promise.all([migrate(db.database), migrate(db.database), migrate(db.database)]);
  expect(await history()).toContain(1);
});

test('a process waits for the one that migrates before it, as long as that takes', async () => {
  const other = new pg.Client(db.connection);
  await other.connect();
  await other.query('select pg_advisory_lock($1)', [migrationLock]);
  let isDone = false;
  const migrated = migrate(db.database).then(() => {
    isDone = true;
  });
  const waiting = `select from pg_locks l join pg_database d on d.oid = l.database
    where locktype = 'advisory' and not granted and datname = current_database()`;
  await expect.poll(async () => (await other.query(waiting)).rowCount).toBe(1);
  expect(isDone).toBe(false);
  await other.end();
  await migrated;
});

async function history(): Promise<number[]> {
  const { rows } = await db.database.query<{ version: number }>(
    'select version from schema_migration order by version',
  );
  return rows.map((row) => row.version);
}

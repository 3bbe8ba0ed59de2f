import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { migrate } from './migrate.ts';

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
    detail: expect.stringContaining('schema version 9999, newer than this program'),
  });
});

test('a database whose history differs from ours is refused', async () => {
  await db.database.query(`update schema_migration set checksum = 'x' where version = 1`);
  await expect(migrate(db.database)).rejects.toMatchObject({
    detail: expect.stringContaining('migration 0001-first-light.sql differs'),
  });
});

test('processes that start together migrate once', async () => {
  await db.database.query('drop schema public cascade');
  await db.database.query('create schema public');
  await Promise.all([migrate(db.database), migrate(db.database), migrate(db.database)]);
  expect(await history()).toContain(1);
});

async function history(): Promise<number[]> {
  const { rows } = await db.database.query<{ version: number }>(
    'select version from schema_migration order by version',
  );
  return rows.map((row) => row.version);
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { Catalog } from './catalog.ts';

let store: TestDatabase;
let catalog: Catalog;

beforeEach(async () => {
  store = await createTestDatabase();
  catalog = new Catalog(store.database);
  await catalog.open();
});
afterEach(async () => {
  await catalog.close();
  await store.drop();
});

test('a catalog that cannot read its tables for a while keeps one connection, and hears of changes again', async () => {
  const before = await listeners();
  await store.database.query('alter table app rename to app_away');
  await store.database.query('select pg_terminate_backend($1)', before);
  // Several tries later.
  const pids = new Set(before);
  await vi.waitFor(
    async () => {
      for (const pid of await listeners()) pids.add(pid);
      expect(pids.size).toBeGreaterThan(3);
    },
    { timeout: 10_000, interval: 100 },
  );
  // The one before may be on its way out yet.
  expect((await listeners()).length).toBeLessThanOrEqual(2);
  await store.database.query('alter table app_away rename to app');
  await vi.waitFor(
    async () => {
      await store.database.query(
        `insert into enterprise (enterprise_id, name, secret_hash, created_at) values ('e', 'n', '', now()) on conflict do nothing`,
      );
      await store.database.query('notify catalog_changed');
      expect(catalog.enterprise('e')).toBeDefined();
    },
    { timeout: 10_000 },
  );
});

async function listeners(): Promise<number[]> {
  const { rows } = await store.database.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'qiyun catalog' and datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
}

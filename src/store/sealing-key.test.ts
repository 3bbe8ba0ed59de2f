import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';
import { openSealingKey, readSealingKey } from './sealing-key.ts';

let folder: string;
let db: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qiyun-seal-'));
  db = await createTestDatabase();
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true });
});

test('the key is made once, readable by its owner only, and found again', async () => {
  const path = join(folder, 'sealing-key');
  const key = await openSealingKey(path, db.database);
  expect(key).toHaveLength(32);
  expect(await openSealingKey(path, db.database)).toEqual(key);
  expect(await readSealingKey(path)).toEqual(key);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toBe(`${key.toString('hex')}\n`);
});

test('no new key is made where an old one is missing', async () => {
  await db.database.query(
    `with owner as (
       insert into enterprise (enterprise_id, name, secret_hash, created_at) values ('e', 'e', '', now()) returning enterprise_id
     )
     insert into product (product_key, enterprise_id, name, secret_sealed, created_at) select 'p', enterprise_id, 'p', '', now() from owner`,
  );
  await expect(openSealingKey(join(folder, 'lost'), db.database)).rejects.toMatchObject({
    detail: expect.stringMatching(/lost is missing, .* from a backup$/),
  });
  expect(await readdir(folder)).toEqual(['sealing-key']);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'qiyun-lock-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('a second holder is refused and told the process of the first', async () => {
  const lock = await lockFolder(join(dir, 'lock'));
  await expect(lockFolder(join(dir, 'lock'))).rejects.toThrow(`process ${process.pid})`);
  lock.release();
});

test('a lock that was released can be taken again', async () => {
  (await lockFolder(join(dir, 'lock'))).release();
  (await lockFolder(join(dir, 'lock'))).release();
});

test('a lock file that nobody holds, with the id of a living process, is no lock', async () => {
  await writeFile(join(dir, 'lock'), '1\n');
  (await lockFolder(join(dir, 'lock'))).release();
});

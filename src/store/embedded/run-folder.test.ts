import { mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { makeRunFolder } from './run-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), 'qiyun-run-')));
});
afterEach(() => rm(parent, { recursive: true }));

test('the socket lies in the data folder, and what an earlier server left there is gone', async () => {
  const folder = await openDataFolder(join(parent, 'data'));
  await writeFile(join(await makeRunFolder(folder), '.s.PGSQL.5432.lock'), '1\n');
  const run = await makeRunFolder(folder);
  expect(run).toBe(join(parent, 'data', 'run'));
  expect(await readdir(run)).toEqual([]);
});

test.each([['long'.repeat(40)], ['a:b'], ['a;b'], ['a$b']])(
  'a data folder called %s has its socket below the temporary folder, closed to others',
  async (name) => {
    const folder = await openDataFolder(join(parent, name));
    const run = await makeRunFolder(folder);
    expect(run.startsWith(join(tmpdir(), 'qiyun-'))).toBe(true);
    expect((await stat(run)).mode & 0o777).toBe(0o700);
    expect(await makeRunFolder(folder)).toBe(run);
    await rm(run, { recursive: true });
  },
);

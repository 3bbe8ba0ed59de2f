import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { provideLibraries } from './library-links.ts';

let dir: string;
let nativeDir: string;
let lib: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'qiyun-links-'));
  nativeDir = join(dir, 'native');
  lib = join(nativeDir, 'lib');
  await mkdir(lib, { recursive: true });
  await writeFile(join(lib, 'libpq.so.5.18'), 'pq');
  await writeFile(join(lib, 'libssl.so.1.1'), 'ssl');
  await writeFile(join(lib, 'libpgport.a'), '');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  await writeFile(join(nativeDir, 'pg-symlinks.json'), JSON.stringify(links));
});
afterEach(() => rm(dir, { recursive: true }));

test('on Linux all libraries have their names in the link folder and the package stays untouched', async () => {
  const linkFolder = join(dir, 'links');
  const env = await provideLibraries(nativeDir, linkFolder, 'linux');
  expect(env.LD_LIBRARY_PATH).toBe(linkFolder);
  expect((await readdir(linkFolder)).sort()).toEqual(['libpq.so.5', 'libpq.so.5.18', 'libssl.so.1.1']);
  expect(await readFile(join(linkFolder, 'libpq.so.5'), 'utf8')).toBe('pq');
  expect(await readdir(lib)).not.toContain('libpq.so.5');
});

test('on macOS the missing names are made in the package, and a second time they are left alone', async () => {
  for (const _ of [1, 2]) {
    const env = await provideLibraries(nativeDir, join(dir, 'unused'), 'darwin');
    expect(env).not.toHaveProperty('LD_LIBRARY_PATH');
    expect(await readFile(join(lib, 'libpq.so.5'), 'utf8')).toBe('pq');
  }
});

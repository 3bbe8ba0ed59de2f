import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerLog } from './server-log.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'qiyun-log-'));
  path = join(dir, 'postgres.log');
});
afterEach(() => rm(dir, { recursive: true }));

test('output is appended to what an earlier server left', async () => {
  await writeFile(path, 'before\n');
  const log = new ServerLog({ path, limitBytes: 100 });
  log.write(Buffer.from('after\n'));
  log.close();
  expect(await readFile(path, 'utf8')).toBe('before\nafter\n');
});

test('the file never grows beyond its limit, and one file before it is kept', async () => {
  const log = new ServerLog({ path, limitBytes: 8 });
  for (const line of ['aaaa\n', 'bbbb\n', 'cccc\n']) log.write(Buffer.from(line));
  log.close();
  expect(await readFile(path, 'utf8')).toBe('cccc\n');
  expect(await readFile(`${path}.1`, 'utf8')).toBe('bbbb\n');
});

test('what a dying server writes after the log was closed is dropped', async () => {
  const log = new ServerLog({ path, limitBytes: 100 });
  log.close();
  log.write(Buffer.from('late\n'));
  expect(await readFile(path, 'utf8')).toBe('');
});

test('a link in the place of the log is refused, not followed', async () => {
  await symlink(join(dir, 'elsewhere'), path);
  expect(() => new ServerLog({ path, limitBytes: 100 })).toThrow('ELOOP');
});

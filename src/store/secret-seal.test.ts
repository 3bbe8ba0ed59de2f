import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSealingKey, SecretSeal } from './secret-seal.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qiyun-seal-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('what is sealed opens again, and no two sealings of it look alike', () => {
  const seal = new SecretSeal(Buffer.alloc(32, 1));
  const sealed = [seal.seal('密码 ABC'), seal.seal('密码 ABC')];
  expect(sealed.map((one) => seal.open(one))).toEqual(['密码 ABC', '密码 ABC']);
  expect(sealed[0]).not.toEqual(sealed[1]);
});

test('another key, or a single changed bit, opens nothing', () => {
  const sealed = new SecretSeal(Buffer.alloc(32, 1)).seal('secret');
  expect(() => new SecretSeal(Buffer.alloc(32, 2)).open(sealed)).toThrow('cannot be opened');
  sealed[sealed.length - 1]! ^= 1;
  expect(() => new SecretSeal(Buffer.alloc(32, 1)).open(sealed)).toThrow('cannot be opened');
});

test('the key is made once, readable by its owner only, and found again', async () => {
  const path = join(folder, 'sealing-key');
  const key = await loadSealingKey(path);
  expect(key).toHaveLength(32);
  expect(await loadSealingKey(path)).toEqual(key);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toBe(`${key.toString('hex')}\n`);
});

import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAdminToken } from './admin-token.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'qiyun-test-'));
});

afterEach(() => rm(dataDir, { recursive: true }));

describe('loadAdminToken', () => {
  it('makes a token at the first start that only the owner can read, and keeps it', async () => {
    const first = await loadAdminToken(dataDir, undefined);
    expect(first).toEqual({
      token: expect.stringMatching(/^[0-9a-f]{64}$/),
      path: join(dataDir, 'admin-token'),
    });
    expect((await stat(first.path!)).mode & 0o777).toBe(0o600);
    expect(await readFile(first.path!, 'utf8')).toBe(`${first.token}\n`);
    expect(await loadAdminToken(dataDir, undefined)).toEqual(first);
  });

  it('prefers the configured token and writes nothing', async () => {
    expect(await loadAdminToken(dataDir, 'configured')).toEqual({ token: 'configured', path: undefined });
    await expect(stat(join(dataDir, 'admin-token'))).rejects.toThrow('ENOENT');
  });

  it('makes a new token after a crash that left a draft others could read', async () => {
    const draft = join(dataDir, 'admin-token.new');
    await writeFile(draft, 'half');
    await chmod(draft, 0o644);
    const { path, token } = await loadAdminToken(dataDir, undefined);
    expect((await stat(path!)).mode & 0o777).toBe(0o600);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses an empty file rather than let everybody in', async () => {
    await writeFile(join(dataDir, 'admin-token'), '\n');
    await expect(loadAdminToken(dataDir, undefined)).rejects.toThrow('is empty');
  });
});

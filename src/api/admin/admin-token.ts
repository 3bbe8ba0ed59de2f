import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QiyunError } from '../../model/errors.ts';
import { writeWhole } from '../../store/write-whole.ts';

export interface AdminToken {
  readonly token: string;
  /** Where it can be read; undefined when the operator brought his own. */
  readonly path: string | undefined;
}

const tokenBytes = 32;

/**
 * The token of /admin/v1: the configured one, else the one in `<dataDir>/admin-token`, which the first start makes with
 * mode 600 (contract.md §9).
 *
 * @throws QiyunError when the file is there but holds no token
 */
export async function loadAdminToken(dataDir: string, configured: string | undefined): Promise<AdminToken> {
  if (configured !== undefined) return { token: configured, path: undefined };
  const path = join(dataDir, 'admin-token');
  const token = (await readToken(path)) ?? (await makeToken(path));
  return { token, path };
}

async function readToken(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const token = text?.trim();
  // An empty token would be a door without a lock.
  if (token === '')
    throw new QiyunError('5409', { detail: `${path} is empty: delete it to have a new token` });
  return token;
}

async function makeToken(path: string): Promise<string> {
  const token = randomBytes(tokenBytes).toString('hex');
  await writeWhole(path, `${token}\n`);
  return token;
}

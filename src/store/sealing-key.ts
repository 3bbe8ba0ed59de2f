import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { QiyunError } from '../model/errors.ts';
import type { Queryable } from './database.ts';
import { sealingKeyBytes } from './secret-seal.ts';
import { writeWhole } from './write-whole.ts';

/** Reads the key from its file (hex), which never enters the database. @throws when there is no such file */
export async function readSealingKey(path: string): Promise<Buffer> {
  return Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
}

/**
 * Reads the key, or makes one at the first start.
 *
 * @throws QiyunError 5409 when there is no key although the database holds what was sealed with one: a new key would let the
 * server start and open none of it
 */
export async function openSealingKey(path: string, db: Queryable): Promise<Buffer> {
  try {
    return await readSealingKey(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { rowCount } = await db.query('select from product limit 1');
  if (rowCount !== 0) {
    throw new QiyunError('5409', {
      detail: `${path} is missing, and only with it can the secrets of products and devices in the database be opened; put it there from the old data folder or from a backup`,
    });
  }
  const key = randomBytes(sealingKeyBytes);
  await writeWhole(path, `${key.toString('hex')}\n`);
  return key;
}

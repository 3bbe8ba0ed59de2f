import { chown, lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerAccount } from './server-account.ts';

/**
 * Makes the account the owner of a file, or of a folder and all in it. The path itself changes hands last, so
 * that an interrupted change is seen and made again.
 */
export async function giveTo({ owner }: ServerAccount, path: string): Promise<void> {
  if (owner === undefined) return;
  const entry = await stat(path);
  if (entry.uid === owner.uid) return;
  const inside = entry.isDirectory() ? await readdir(path, { recursive: true }) : [];
  for (const name of inside) await lchown(join(path, name), owner.uid, owner.gid);
  await chown(path, owner.uid, owner.gid);
}

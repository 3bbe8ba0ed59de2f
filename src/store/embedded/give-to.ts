import { chown, lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** User and group id of a file's owner. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Gives a file, or a folder and all in it, to an owner; nothing to do when it is theirs. The path itself changes
 * hands last, so that an interrupted change is seen and made again.
 */
export async function giveTo(owner: Owner, path: string): Promise<void> {
  const entry = await stat(path);
  if (entry.uid === owner.uid) return;
  const inside = entry.isDirectory() ? await readdir(path, { recursive: true }) : [];
  for (const name of inside) await lchown(join(path, name), owner.uid, owner.gid);
  await chown(path, owner.uid, owner.gid);
}

import { chmod, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncToDisk } from './sync-to-disk.ts';

/**
 * Makes a file that its owner alone reads. Whatever ends this, a power failure included: under its name the file is whole,
 * or not there; it is there when this resolves.
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, content, { mode: 0o600, flush: true });
  // The mode above counts only for a file that was not there before.
  await chmod(draft, 0o600);
  await rename(draft, path);
  await syncToDisk(dirname(path));
}

import { open } from 'node:fs/promises';

/** Makes the names in a folder, or the content of a file, survive a power failure. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

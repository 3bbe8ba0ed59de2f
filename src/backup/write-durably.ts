import { writeFile } from 'node:fs/promises';

/** Makes a file that only its owner reads, on disk when this resolves. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content, { mode: 0o600, flush: true });
}

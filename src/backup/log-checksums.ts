import { open } from 'node:fs/promises';
import { type ArchiveEntry, archiveEntries } from './archive-entries.ts';

/** Whether it is of PostgreSQL's log of changes, which its manifest leaves out. */
export function isLogFile({ path, isFolder }: ArchiveEntry): boolean {
  return !isFolder && path.startsWith('pg_wal/') && !path.startsWith('pg_wal/archive_status/');
}

/**
 * SHA-256 by path of each file of the log in an archive. Hashed beside the event loop, a file of 16 MiB after the other.
 *
 * @throws QiyunError when the archive is not whole
 */
export async function logChecksums(archivePath: string): Promise<Record<string, string>> {
  const archive = await open(archivePath);
  const checksums: Record<string, string> = {};
  try {
    for await (const entry of archiveEntries(archive)) {
      if (!isLogFile(entry)) continue;
      const content = Buffer.alloc(entry.bytes);
      await archive.read(content, 0, entry.bytes, entry.offset);
      checksums[entry.path] = Buffer.from(await crypto.subtle.digest('SHA-256', content)).toString('hex');
    }
  } finally {
    await archive.close();
  }
  return checksums;
}

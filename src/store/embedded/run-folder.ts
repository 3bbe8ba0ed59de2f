import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';

/** PostgreSQL names the socket after its port, also where it listens on none; this is its default. */
export const socketPort = 5432;

/** Of a Unix socket's path: 107 on Linux, 103 on macOS. */
const maxSocketPathBytes = 103;

/**
 * Makes an empty folder for the server's socket and library links, mode 0700. It lies in the data folder, or
 * below the system's temporary folder where that path is too long for a socket or has a character that
 * separates search paths. Only the holder of the data folder's lock may call it: what is there is left over
 * from an earlier server.
 */
export async function makeRunFolder(folder: DataFolder): Promise<string> {
  const run = isFitForRunning(folder.run) ? folder.run : join(tmpdir(), `qiyun-${shortHash(folder.dir)}`);
  await rm(run, { recursive: true, force: true });
  // Fails when somebody else makes the folder in between: theirs must not become ours.
  await mkdir(run, { mode: 0o700 });
  return run;
}

function isFitForRunning(path: string): boolean {
  const socketPath = join(path, `.s.PGSQL.${socketPort}`);
  return Buffer.byteLength(socketPath) <= maxSocketPathBytes && !/[:;$]/.test(path);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

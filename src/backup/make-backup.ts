import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../model/clock.ts';
import { writeBaseBackup } from '../store/base-backup.ts';
import type { Connection, Queryable } from '../store/database.ts';
import { giveTo } from '../store/embedded/give-to.ts';
import { syncToDisk } from '../store/sync-to-disk.ts';
import { writeDescription } from './backup-description.ts';
import {
  archivePath,
  databaseFolderName,
  dataFolderName,
  manifestPath,
  savedFiles,
} from './backup-layout.ts';
import { flushAsItGrows } from './flush-as-it-grows.ts';
import { logChecksums } from './log-checksums.ts';
import { writeDurably } from './write-durably.ts';

/** What is backed up: an installation whose database is the embedded one, while it runs. */
export interface BackupSource {
  readonly dataDir: string;
  readonly connection: Connection;
  readonly db: Queryable;
  readonly clock: Clock;
  /** At which the database is read at most. */
  readonly maxBytesPerSecond: number;
}

export interface BackupTarget {
  /** There is nothing in it but a description. */
  readonly folder: string;
  readonly startedAtMs: number;
  readonly isScheduled: boolean;
  readonly signal: AbortSignal;
}

/** Fills the folder; all is on disk when this resolves. Throws the signal's reason, and what went wrong. */
export async function makeBackup(source: BackupSource, target: BackupTarget): Promise<void> {
  const { folder, startedAtMs, isScheduled, signal } = target;
  const files = await saveDataFiles(source.dataDir, folder);
  const database = await createDatabaseFolder(source.dataDir, folder);
  const copied = new AbortController();
  const flushed = flushAsItGrows(join(folder, archivePath), copied.signal);
  await writeBaseBackup({ ...source, folder: database, signal }).finally(() => copied.abort());
  await flushed;
  await giveTo({ uid: process.getuid!(), gid: process.getgid!() }, database);
  files[manifestPath] = sha256(await readFile(join(folder, manifestPath)));
  const log = await logChecksums(join(folder, archivePath));
  signal.throwIfAborted();
  await writeDescription(folder, {
    format: 1,
    state: 'done',
    is_scheduled: isScheduled,
    started_at: startedAtMs,
    finished_at: source.clock(),
    files,
    log,
  });
  await chmod(folder, 0o700);
  for (const path of [database, join(folder, dataFolderName), folder]) await syncToDisk(path);
}

/** Returns their checksums by path in the backup. The operator's own admin token is in no file. */
async function saveDataFiles(dataDir: string, folder: string): Promise<Record<string, string>> {
  const checksums: Record<string, string> = {};
  for (const name of savedFiles) {
    const content = await readFile(join(dataDir, name)).catch(undefinedIfMissing);
    if (!content) continue;
    const path = join(dataFolderName, name);
    await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    await writeDurably(join(folder, path), content);
    checksums[path] = sha256(content);
  }
  return checksums;
}

/** The database server writes into it: under root that is somebody else, who must get there. */
async function createDatabaseFolder(dataDir: string, folder: string): Promise<string> {
  const path = join(folder, databaseFolderName);
  await mkdir(path, { mode: 0o700 });
  const { uid, gid } = await stat(join(dataDir, 'postgres', 'cluster'));
  if (uid === process.getuid!()) return path;
  await chown(path, uid, gid);
  for (const way of [folder, dirname(folder)]) await chmod(way, 0o711);
  return path;
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { QiyunError } from '../model/errors.ts';
import { type ArchiveEntry, archiveEntries } from './archive-entries.ts';
import { type BackupDescription, readDescription } from './backup-description.ts';
import { archivePath, dataFolderName, manifestPath, savedFiles } from './backup-layout.ts';
import { freeBytes } from './free-bytes.ts';
import { isLogFile } from './log-checksums.ts';
import { syncToDisk } from './sync-to-disk.ts';
import { writeDurably } from './write-durably.ts';

/** A cluster without it is not started: it gets its name when all else is there. */
const versionFile = 'PG_VERSION';
const unfinishedSuffix = '.unfinished';
const chunkBytes = 1 << 20;

/**
 * Makes a data folder of a backup: the next start on it recovers the database to what was committed when the backup was
 * finished. Every byte is compared with its checksum. The folder must be missing or empty, and is so again when this fails.
 *
 * @throws QiyunError that says what is wrong with the backup or the folder
 */
export async function restoreBackup(backup: string, dataDir: string): Promise<void> {
  const description = await readDescription(backup);
  if (description.state !== 'done') throw refusal(`the backup ${backup} was not finished`);
  // Under root the database server is somebody else, who must get there.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  await mkdir(dataDir, { recursive: true, mode });
  if ((await readdir(dataDir)).length > 0)
    throw refusal(`${dataDir} is not empty: restore into a new folder`);
  try {
    await mkdir(join(dataDir, 'postgres'), { mode });
    const cluster = join(dataDir, 'postgres', 'cluster');
    await unpackDatabase(backup, description, cluster);
    await restoreDataFiles(backup, description, dataDir);
    await rename(join(cluster, `${versionFile}${unfinishedSuffix}`), join(cluster, versionFile));
    for (const path of [cluster, dirname(cluster), dataDir]) await syncToDisk(path);
  } catch (error) {
    for (const name of await readdir(dataDir)) await rm(join(dataDir, name), { recursive: true });
    throw error;
  }
}

async function restoreDataFiles(
  backup: string,
  { files }: BackupDescription,
  dataDir: string,
): Promise<void> {
  for (const name of savedFiles) {
    const path = join(dataFolderName, name);
    const checksum = files[path];
    if (checksum !== undefined)
      await writeDurably(join(dataDir, name), await readChecked(join(backup, path), checksum));
  }
}

async function readChecked(path: string, checksum: string | undefined): Promise<Buffer> {
  const content = await readFile(path).catch((cause: Error) => {
    throw refusal(`the backup is damaged: ${cause.message}`);
  });
  if (createHash('sha256').update(content).digest('hex') !== checksum) throw damaged(path);
  return content;
}

async function unpackDatabase(
  backup: string,
  description: BackupDescription,
  cluster: string,
): Promise<void> {
  const manifest = await readChecked(join(backup, manifestPath), description.files[manifestPath]);
  const checksums = new Map([...manifestChecksums(manifest), ...Object.entries(description.log)]);
  const archive = await open(join(backup, archivePath)).catch((cause: Error) => {
    throw refusal(`the backup is damaged: ${cause.message}`);
  });
  try {
    await requireRoom(archive, dirname(cluster));
    await unpack(archive, checksums, cluster);
  } finally {
    await archive.close();
  }
  const [missing] = checksums.keys();
  if (missing !== undefined) throw refusal(`the backup is damaged: ${missing} is missing`);
}

/** SHA-256 by path of every file in the archive but the log's (PostgreSQL's documentation, Backup Manifest Format). */
function manifestChecksums(manifest: Buffer): [path: string, checksum: string][] {
  const { Files } = JSON.parse(manifest.toString()) as { Files: { Path: string; Checksum: string }[] };
  return Files.map(({ Path, Checksum }) => [Path, Checksum]);
}

/** Takes from the checksums what it has found. */
async function unpack(archive: FileHandle, checksums: Map<string, string>, cluster: string): Promise<void> {
  await mkdir(cluster, { mode: 0o700 });
  const folders = [cluster];
  for await (const entry of archiveEntries(archive)) {
    const path = join(cluster, entry.path);
    if (entry.isFolder) {
      await mkdir(path, { mode: 0o700, recursive: true });
      folders.push(path);
      continue;
    }
    const checksum = await copyOut(
      archive,
      entry,
      entry.path === versionFile ? path + unfinishedSuffix : path,
    );
    if (isCheckedFile(entry) && checksum !== checksums.get(entry.path))
      throw damaged(`${entry.path} in ${archivePath}`);
    checksums.delete(entry.path);
  }
  for (const folder of folders.reverse()) await syncToDisk(folder);
}

/** Beside the log there are empty marks that its files need not be archived. */
function isCheckedFile(entry: ArchiveEntry): boolean {
  return entry.bytes > 0 || isLogFile(entry) || !entry.path.startsWith('pg_wal/');
}

/** Returns the SHA-256 of what it has written, all of it on disk. */
async function copyOut(archive: FileHandle, { offset, bytes }: ArchiveEntry, path: string): Promise<string> {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(Math.min(bytes, chunkBytes));
  const file = await open(path, 'wx', 0o600);
  try {
    for (let done = 0; done < bytes; ) {
      const { bytesRead } = await archive.read(chunk, 0, Math.min(chunk.length, bytes - done), offset + done);
      if (bytesRead === 0) throw damaged(archivePath);
      const part = chunk.subarray(0, bytesRead);
      hash.update(part);
      await file.writeFile(part);
      done += bytesRead;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

async function requireRoom(archive: FileHandle, folder: string): Promise<void> {
  const { size } = await archive.stat();
  const free = await freeBytes(folder);
  if (free < size)
    throw refusal(`there is not enough room on the disk of ${folder}: ${size} bytes are needed`);
}

function damaged(path: string): QiyunError {
  return refusal(`the backup is damaged: ${path} is not what was backed up`);
}

function refusal(detail: string): QiyunError {
  return new QiyunError('5409', { detail });
}

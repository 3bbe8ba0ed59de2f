import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QiyunError } from '../model/errors.ts';
import { type ArchiveEntry, archiveEntries } from './archive-entries.ts';
import { type BackupDescription, readDescription } from './backup-description.ts';
import { archivePath, manifestPath } from './backup-layout.ts';
import { isLogFile } from './log-checksums.ts';

/** Where the files of the database go as they are read; paths are relative to the cluster. */
export interface ClusterWriter {
  makeFolder(path: string): Promise<void>;
  openFile(path: string): Promise<OpenFile>;
}

export interface OpenFile {
  write(part: Buffer): Promise<unknown>;
  close(): Promise<unknown>;
}

const nowhere: ClusterWriter = {
  makeFolder: async () => {},
  openFile: async () => ({ write: async () => {}, close: async () => {} }),
};

const chunkBytes = 1 << 20;

/** Compares every byte with its checksum. @throws QiyunError that says what is wrong */
export async function checkBackup(folder: string): Promise<void> {
  const description = await readFinished(folder);
  await readDatabase(folder, description, nowhere);
  for (const [path, checksum] of Object.entries(description.files))
    await readChecked(join(folder, path), checksum);
}

/** @throws QiyunError when it is no backup, or was not finished */
export async function readFinished(folder: string): Promise<BackupDescription> {
  const description = await readDescription(folder);
  if (description.state === 'done') return description;
  throw new QiyunError('5409', { detail: `the backup ${folder} was not finished` });
}

/** @throws QiyunError when it is not what was backed up */
export async function readChecked(path: string, checksum: string | undefined): Promise<Buffer> {
  const content = await readFile(path).catch((cause: Error) => {
    throw damaged(cause.message);
  });
  if (createHash('sha256').update(content).digest('hex') !== checksum) throw altered(path);
  return content;
}

/**
 * Hands on the files of the database as they are read. Whether they are what was backed up is known when this resolves.
 *
 * @throws QiyunError when they are not, what the writer throws
 */
export async function readDatabase(
  folder: string,
  { files, log }: BackupDescription,
  writer: ClusterWriter,
): Promise<void> {
  const manifest = await readChecked(join(folder, manifestPath), files[manifestPath]);
  const checksums = new Map([...manifestChecksums(manifest), ...Object.entries(log)]);
  const archive = await open(join(folder, archivePath)).catch((cause: Error) => {
    throw damaged(cause.message);
  });
  try {
    for await (const entry of archiveEntries(archive)) {
      if (entry.isFolder) await writer.makeFolder(entry.path);
      else await readEntry(archive, entry, { checksums, writer });
    }
  } finally {
    await archive.close();
  }
  const [missing] = checksums.keys();
  if (missing !== undefined) throw damaged(`${missing} is missing`);
}

/** SHA-256 by path of every file in the archive but the log's (PostgreSQL's documentation, Backup Manifest Format). */
function manifestChecksums(manifest: Buffer): [path: string, checksum: string][] {
  const { Files } = JSON.parse(manifest.toString()) as { Files: { Path: string; Checksum: string }[] };
  return Files.map(({ Path, Checksum }) => [Path, Checksum]);
}

interface Reading {
  /** Of files that have not been read yet. */
  readonly checksums: Map<string, string>;
  readonly writer: ClusterWriter;
}

async function readEntry(archive: FileHandle, entry: ArchiveEntry, { checksums, writer }: Reading) {
  const file = await writer.openFile(entry.path);
  const checksum = await copyEntry(archive, entry, file).finally(() => file.close());
  if (isChecked(entry) && checksum !== checksums.get(entry.path))
    throw altered(`${entry.path} in ${archivePath}`);
  checksums.delete(entry.path);
}

/** Beside the log there are empty marks that its files need not be archived. */
function isChecked(entry: ArchiveEntry): boolean {
  return entry.bytes > 0 || isLogFile(entry) || !entry.path.startsWith('pg_wal/');
}

/** Returns the SHA-256 of what it has copied. */
async function copyEntry(
  archive: FileHandle,
  { offset, bytes }: ArchiveEntry,
  file: OpenFile,
): Promise<string> {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(Math.min(bytes, chunkBytes));
  for (let done = 0; done < bytes; ) {
    const { bytesRead } = await archive.read(chunk, 0, Math.min(chunk.length, bytes - done), offset + done);
    if (bytesRead === 0) throw altered(archivePath);
    const part = chunk.subarray(0, bytesRead);
    hash.update(part);
    await file.write(part);
    done += bytesRead;
  }
  return hash.digest('hex');
}

function altered(path: string): QiyunError {
  return damaged(`${path} is not what was backed up`);
}

function damaged(reason: string): QiyunError {
  return new QiyunError('5409', { detail: `the backup is damaged: ${reason}` });
}

import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { QiyunError } from '../model/errors.ts';
import { syncToDisk } from '../store/sync-to-disk.ts';
import type { BackupDescription } from './backup-description.ts';
import { archivePath, dataFolderName, savedFiles } from './backup-layout.ts';
import { freeBytes } from './free-bytes.ts';
import { type ClusterWriter, readChecked, readDatabase, readFinished } from './read-backup.ts';
import { writeDurably } from './write-durably.ts';

/** A cluster without it is not started: it gets its name when all else is there. */
const versionFile = 'PG_VERSION';
const unfinishedVersionFile = `${versionFile}.unfinished`;

/**
 * Makes a data folder of a backup: the next start on it recovers the database to what was committed when the backup was
 * finished. Every byte is compared with its checksum. The folder must be missing or empty, and is empty when this fails.
 *
 * @throws QiyunError that says what is wrong with the backup or the folder
 */
export async function restoreBackup(backup: string, dataDir: string): Promise<void> {
  const description = await readFinished(backup);
  // Under root the database server is somebody else, who must get there.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  await mkdir(dataDir, { recursive: true, mode });
  if ((await readdir(dataDir)).length > 0)
    throw refusal(`${dataDir} is not empty: restore into a new folder`);
  try {
    await requireRoom(backup, dataDir);
    const postgres = join(dataDir, 'postgres');
    const cluster = join(postgres, 'cluster');
    await mkdir(postgres, { mode });
    await mkdir(cluster, { mode: 0o700 });
    const folders = [cluster, postgres, dataDir];
    await readDatabase(backup, description, clusterWriter(cluster, folders));
    await restoreDataFiles(backup, description, dataDir);
    for (const folder of folders) await syncToDisk(folder);
    await rename(join(cluster, unfinishedVersionFile), join(cluster, versionFile));
    await syncToDisk(cluster);
  } catch (error) {
    for (const name of await readdir(dataDir)) await rm(join(dataDir, name), { recursive: true });
    throw error;
  }
}

/** Files are on disk when they are closed; adds to the folders those that it makes. */
function clusterWriter(cluster: string, folders: string[]): ClusterWriter {
  return {
    async makeFolder(path) {
      folders.push(join(cluster, path));
      await mkdir(join(cluster, path), { mode: 0o700, recursive: true });
    },
    async openFile(path) {
      const file = await open(
        join(cluster, path === versionFile ? unfinishedVersionFile : path),
        'wx',
        0o600,
      );
      return {
        write: (part) => file.writeFile(part),
        close: () => file.sync().finally(() => file.close()),
      };
    },
  };
}

async function restoreDataFiles(backup: string, { files }: BackupDescription, dataDir: string) {
  for (const name of savedFiles) {
    const path = join(dataFolderName, name);
    const checksum = files[path];
    if (checksum === undefined) continue;
    await writeDurably(join(dataDir, name), await readChecked(join(backup, path), checksum));
  }
}

async function requireRoom(backup: string, folder: string): Promise<void> {
  const { size } = await stat(join(backup, archivePath));
  if ((await freeBytes(folder)) >= size) return;
  throw refusal(`there is not enough room on the disk of ${folder}: ${size} bytes are needed`);
}

function refusal(detail: string): QiyunError {
  return new QiyunError('5409', { detail });
}

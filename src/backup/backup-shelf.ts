import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup } from '../model/backups.ts';
import { syncToDisk } from '../store/sync-to-disk.ts';
import { type BackupDescription, readDescription, writeDescription } from './backup-description.ts';
import { descriptionName, isBackupId, partialSuffix } from './backup-layout.ts';

/** The folder with all backups of an installation. What is not named like a backup is somebody else's, and left alone. */
export class BackupShelf {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The newest first. One that has no description is not done. */
  async list(): Promise<Backup[]> {
    const names = (await this.#names()).sort().reverse();
    return Promise.all(names.map((name) => this.#read(name)));
  }

  partialFolder(id: string): string {
    return join(this.folder, `${id}${partialSuffix}`);
  }

  /** Makes the folder in which a backup is made. */
  async begin(id: string, description: BackupDescription): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await mkdir(this.partialFolder(id), { mode: 0o700 });
    await writeDescription(this.partialFolder(id), description);
  }

  /** From now on it is one. */
  async finish(id: string): Promise<void> {
    await rename(this.partialFolder(id), join(this.folder, id));
    await syncToDisk(this.folder);
  }

  /** Leaves nothing of it but why it failed. */
  async fail(
    id: string,
    why: Pick<BackupDescription, 'is_scheduled' | 'started_at' | 'finished_at' | 'error'>,
  ) {
    const folder = this.partialFolder(id);
    for (const name of await readdir(folder)) {
      if (name !== descriptionName) await rm(join(folder, name), { recursive: true });
    }
    await writeDescription(folder, { ...why, format: 1, state: 'failed', files: {}, log: {} });
  }

  /** First it is no backup any more, then it goes. */
  async erase(id: string): Promise<void> {
    const folder = join(this.folder, id);
    const partial = this.partialFolder(id);
    await rename(folder, partial).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rm(partial, { recursive: true });
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => isBackupId(idOf(name)));
  }

  async #read(name: string): Promise<Backup> {
    const path = join(this.folder, name);
    const id = idOf(name);
    const bytes = await bytesIn(path);
    try {
      const { state, is_scheduled, started_at, finished_at, error } = await readDescription(path);
      const times = { startedAtMs: started_at, finishedAtMs: finished_at };
      // Done is what has its own name: this one is about to have it, or being erased.
      const isUnderWay = state === 'done' && name !== id;
      const shown = isUnderWay ? 'running' : state;
      return { id, state: shown, isScheduled: is_scheduled, ...times, bytes, error, path };
    } catch {
      const { mtimeMs } = await stat(path);
      const times = { startedAtMs: mtimeMs, finishedAtMs: mtimeMs };
      const error = 'it has no description';
      return { id, state: 'failed', isScheduled: false, ...times, bytes, error, path };
    }
  }
}

function idOf(name: string): string {
  return name.endsWith(partialSuffix) ? name.slice(0, -partialSuffix.length) : name;
}

/** Files that go while it is counted count no more. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map(async (name) => {
    const entry = await stat(join(folder, name)).catch(() => undefined);
    return entry?.isFile() ? entry.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

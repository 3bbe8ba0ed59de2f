import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { QiyunError } from '../model/errors.ts';
import { descriptionName } from './backup-layout.ts';
import { writeDurably } from './write-durably.ts';

/** What `backup.json` says. */
export interface BackupDescription {
  /** Of the layout; a program refuses what is newer than itself. */
  readonly format: 1;
  readonly state: 'running' | 'done' | 'failed';
  /** Made by the hour, not asked for. */
  readonly is_scheduled: boolean;
  /** Milliseconds since the epoch, as the other. */
  readonly started_at: number;
  readonly finished_at?: number;
  readonly error?: string;
  /** SHA-256 in hex by path in the backup, of all but the archive, whose files have theirs in the manifest. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 by path in the archive, of the files of the log: the manifest leaves them out. */
  readonly log: Readonly<Record<string, string>>;
}

/** Replaces it in one step. */
export async function writeDescription(folder: string, description: BackupDescription): Promise<void> {
  const path = join(folder, descriptionName);
  const draft = `${path}.new`;
  await writeDurably(draft, `${JSON.stringify(description, undefined, 2)}\n`);
  await rename(draft, path);
}

/** @throws QiyunError when the folder is no backup */
export async function readDescription(folder: string): Promise<BackupDescription> {
  const description = await parseDescription(join(folder, descriptionName));
  if (description?.format === 1) return description;
  throw new QiyunError('5409', {
    detail: `${folder} is no backup that this version can read: its ${descriptionName} is missing or damaged`,
  });
}

async function parseDescription(path: string): Promise<BackupDescription | undefined> {
  try {
    const description = JSON.parse(await readFile(path, 'utf8'));
    return isRecord(description?.files) && isRecord(description.log) ? description : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

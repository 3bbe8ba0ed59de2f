import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { checkBackup } from '../backup/read-backup.ts';
import { type AdminClient, type Answer, path } from './admin-client.ts';
import { CliError } from './cli-error.ts';
import type { CliIo } from './cli-io.ts';
import { requireYes } from './require-yes.ts';
import { withServer } from './with-server.ts';

const examples = `
Examples:
  qiyun backup
  qiyun backup --to /mnt/elsewhere
  qiyun backup list
  qiyun backup delete 20261123T031500Z --yes
  qiyun restore data/backups/20261123T031500Z --data-dir data-restored`;

interface BackupAnswer extends Answer {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly error: string | null;
  readonly path: string;
}

interface BackupList {
  readonly objects: readonly BackupAnswer[];
}

const columns = ['id', 'state', 'is_scheduled', 'started_at', 'finished_at', 'bytes', 'error'];
const pollMs = 500;

export function registerBackup(program: Command, io: CliIo): void {
  const backup = program
    .command('backup')
    .description('copies the running installation: the database and what else a start needs, secrets too')
    .addHelpText('after', examples)
    .option('--to <folder>', 'copies it there, too; on the machine of the server')
    .action(
      withServer<{ to?: string }>(io, async ({ api, printer, options }) => {
        const { id } = await api.post<BackupAnswer>('/backups');
        printer.note(`Backup ${id} is being made.`);
        const made = await untilMade(api, id);
        const copy = options.to === undefined ? undefined : await copyTo(options.to, made);
        printer.record(copy === undefined ? made : { ...made, copy });
      }),
    );
  backup
    .command('list')
    .description('the newest first')
    .action(
      withServer(io, async ({ api, printer }) => {
        printer.list(await api.get<BackupList>('/backups'), columns);
      }),
    );
  backup
    .command('delete <id>')
    .description('erases a backup')
    .option('--yes', 'really')
    .action(
      withServer<{ yes?: boolean }>(io, async ({ api, printer, args, options }) => {
        requireYes(options, `the backup ${args[0]}`);
        printer.done('The backup is erased.', await api.delete<Answer>(path`/backups/${args[0]!}`));
      }),
    );
}

/** @throws CliError when it failed, or somebody has erased it */
async function untilMade(api: AdminClient, id: string): Promise<BackupAnswer> {
  for (;;) {
    const { objects } = await api.get<BackupList>('/backups');
    const backup = objects.find((object) => object.id === id);
    if (backup?.state === 'done') return backup;
    if (backup?.state !== 'running')
      throw new CliError(`The backup failed: ${backup?.error ?? 'it is gone'}.`);
    await pause(pollMs);
  }
}

/** Every byte of the copy is compared with its checksum before it has the backup's name. */
async function copyTo(folder: string, { id, path: made }: BackupAnswer): Promise<string> {
  const copy = resolve(folder, id);
  const partial = `${copy}.partial`;
  try {
    await mkdir(resolve(folder), { recursive: true, mode: 0o700 });
    await cp(made, partial, { recursive: true, errorOnExist: true, force: false });
    await checkBackup(partial);
    await rename(partial, copy);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    const { message } = error as Error;
    throw new CliError(
      `The backup is in ${made} on the server, and cannot be copied to ${folder}: ${message}.`,
    );
  }
  return copy;
}

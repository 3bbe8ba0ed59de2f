import { resolve } from 'node:path';
import type { Command } from 'commander';
import { restoreBackup } from '../backup/restore-backup.ts';
import { CliError } from './cli-error.ts';
import type { CliIo } from './cli-io.ts';
import type { GlobalOptions } from './global-options.ts';
import { Printer } from './printer.ts';

const examples = `
Example:
  qiyun restore data/backups/20261123T031500Z --data-dir data-restored`;

export function registerRestore(program: Command, io: CliIo): void {
  program
    .command('restore <backup>')
    .description('makes a new data folder (--data-dir) of a backup; no server has to run')
    .addHelpText('after', examples)
    .action(async (backup: string, _options: object, command: Command) => {
      const { dataDir, json } = command.optsWithGlobals<GlobalOptions>();
      if (dataDir === undefined) throw new CliError('Name the new data folder with --data-dir.');
      const folder = resolve(dataDir);
      await restoreBackup(resolve(backup), folder).catch((error: Error & { detail?: string }) => {
        throw new CliError(`Nothing was restored: ${error.detail ?? error.message}.`);
      });
      const sentence = `Restored. Start the server with QIYUN_DATA_DIR=${folder}; what was online is offline, and comes back.`;
      new Printer(io, json ?? false).done(sentence, { data_dir: folder });
    });
}

import { Command, CommanderError } from 'commander';
import { registerApp } from './app-commands.ts';
import { registerAudit } from './audit-commands.ts';
import { registerBackup } from './backup-commands.ts';
import { registerBinding } from './binding-commands.ts';
import { CliError } from './cli-error.ts';
import type { CliIo } from './cli-io.ts';
import { registerDevice } from './device-commands.ts';
import { registerEnterprise } from './enterprise-commands.ts';
import { addGlobalOptions } from './global-options.ts';
import { registerMember } from './member-commands.ts';
import { registerProduct } from './product-commands.ts';
import { registerReports } from './reports-commands.ts';
import { registerRestore } from './restore-command.ts';
import { registerSimulate } from './simulate.ts';
import { registerUser } from './user-commands.ts';

const examples = `
Examples:
  qiyun enterprise create --name "Heaters Ltd"
  qiyun product import heater.json --enterprise 5f3c…
  qiyun device import fleet.csv --product de9e…
  qiyun device list --product de9e… --json`;

/** Runs one command line, without the name of the program, and answers its exit code: 0, or 1 with a reason on stderr. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    await createProgram(io).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own already.
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof CliError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function createProgram(io: CliIo): Command {
  const program = new Command('qiyun')
    .description('administers a Qiyun server')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Add --help for options and examples.')
    .addHelpText('after', examples);
  addGlobalOptions(program);
  registerEnterprise(program, io);
  registerMember(program, io);
  registerProduct(program, io);
  registerApp(program, io);
  registerUser(program, io);
  registerBinding(program, io);
  registerDevice(program, io);
  registerReports(program, io);
  registerAudit(program, io);
  registerBackup(program, io);
  registerRestore(program, io);
  registerSimulate(program, io);
  return program;
}

import { configHelp, readConfig } from './config.ts';
import { endWithError, type Running, runUntilSignal } from './process-ending.ts';
import { readyLine } from './ready-line.ts';
import { type RunningServer, startServer } from './server.ts';
import { whereabouts } from './whereabouts.ts';

async function main(stopping: AbortSignal): Promise<Running | undefined> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${configHelp()}\n`);
    return undefined;
  }
  const config = readConfig(process.env, argv);
  const server = await startServer(config, stopping);
  renewOnHangup(server);
  void server.forfeited.then((error) => server.stop().finally(() => endWithError(error)));
  process.stdout.write(`Qiyun is running.\n${whereabouts(server, config)}\n${readyLine(server)}\n`);
  return server;
}

/** Not in a terminal, whose end is this signal, too. */
function renewOnHangup({ renewCertificate }: RunningServer): void {
  if (renewCertificate && !process.stdout.isTTY) process.on('SIGHUP', renewCertificate);
}

runUntilSignal(main);

import { configHelp, readConfig } from './config.ts';
import { endOnSignal, endWithError } from './process-ending.ts';
import { readyLine } from './ready-line.ts';
import { type RunningServer, startServer } from './server.ts';
import { whereabouts } from './whereabouts.ts';

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${configHelp()}\n`);
    return;
  }
  const config = readConfig(process.env, argv);
  const server = await startServer(config);
  endOnSignal(() => server.stop());
  renewOnHangup(server);
  void server.forfeited.then((error) => server.stop().finally(() => endWithError(error)));
  process.stdout.write(`Qiyun is running.\n${whereabouts(server, config)}\n${readyLine(server)}\n`);
}

/** Not in a terminal, whose end is this signal, too. */
function renewOnHangup({ renewCertificate }: RunningServer): void {
  if (renewCertificate && !process.stdout.isTTY) process.on('SIGHUP', renewCertificate);
}

main().catch(endWithError);

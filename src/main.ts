import { type Config, configHelp, readConfig, unknownSettings } from './config.ts';
import { endWithError, type Running, runUntilSignal } from './process-ending.ts';
import { readyLine } from './ready-line.ts';
import { type RunningServer, startServer } from './server.ts';
import { createLogger } from './server-logger.ts';
import { whereabouts } from './whereabouts.ts';

async function main(stopping: AbortSignal): Promise<Running | undefined> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${configHelp()}\n`);
    return undefined;
  }
  const config = readConfig(process.env, argv);
  tellUnknownSettings(config);
  const server = await startServer(config, stopping);
  renewOnHangup(server);
  void server.forfeited.then((error) => server.stop().finally(() => endWithError(error)));
  process.stdout.write(`Qiyun is running.\n${whereabouts(server, config)}\n${readyLine(server)}\n`);
  return server;
}

function tellUnknownSettings(config: Config): void {
  const settings = unknownSettings(process.env);
  if (settings.length > 0)
    createLogger(config).warn({ settings }, 'there are no such settings; they are ignored');
}

/** Not in a terminal, whose end is this signal, too. */
function renewOnHangup({ renewCertificate }: RunningServer): void {
  if (renewCertificate && !process.stdout.isTTY) process.on('SIGHUP', renewCertificate);
}

runUntilSignal(main);

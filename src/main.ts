import { configHelp, readConfig } from './config.ts';
import { QiyunError } from './model/errors.ts';
import { type RunningServer, startServer } from './server.ts';

/** A stop that takes longer than this is cut: what was acknowledged is on disk, whatever happens. */
const maxStopMs = 20_000;

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${configHelp()}\n`);
    return;
  }
  const config = readConfig(process.env, argv);
  const server = await startServer(config, fail);
  stopOnSignal(server);
  process.stdout.write(`${welcome(server, config.dataDir)}\n`);
  // Contract.md §9: one JSON line with the real ports tells programs that everything is up.
  process.stdout.write(`${readyLine(server)}\n`);
}

function welcome(server: RunningServer, dataDir: string): string {
  return [
    'Qiyun is running.',
    `  HTTP   http://127.0.0.1:${server.httpPort}   (/v1, /dev, /admin/v1, /healthz)`,
    `  MQTT   mqtt://127.0.0.1:${server.mqttPort}`,
    ...(server.deviceHttpPort === undefined ? [] : [`  /dev   http://127.0.0.1:${server.deviceHttpPort}`]),
    `  Data   ${dataDir}`,
    `  Admin  ${server.adminTokenPath ? `token in ${server.adminTokenPath}` : 'token from QIYUN_ADMIN_TOKEN'}`,
  ].join('\n');
}

function readyLine(server: RunningServer): string {
  const { httpPort, mqttPort, deviceHttpPort, postgresProcessId } = server;
  return JSON.stringify({
    event: 'ready',
    http: httpPort,
    mqtt: mqttPort,
    ...(deviceHttpPort === undefined ? {} : { device_http: deviceHttpPort }),
    ...(postgresProcessId === undefined ? {} : { postgres_pid: postgresProcessId }),
  });
}

function stopOnSignal(server: RunningServer): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), maxStopMs).unref();
    server.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(error: unknown): void {
  process.stderr.write(`Qiyun cannot run: ${describe(error)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (error instanceof QiyunError) return error.detail || error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch(fail);

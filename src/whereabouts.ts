import { type Config, plainListenHost } from './config.ts';
import type { RunningServer } from './server.ts';

/** Where a running server is reached from this machine and where it keeps what it keeps, for people, a line each. */
export function whereabouts(server: RunningServer, config: Config): string {
  const host = localHost(plainListenHost(config));
  const secureHost = localHost(config.listenHost);
  return [
    `  HTTP   http://${host}:${server.httpPort}   the console; /v1, /app, /dev, /admin/v1, /healthz`,
    `  MQTT   mqtt://${host}:${server.mqttPort}`,
    ...(server.httpsPort === undefined ? [] : [`  HTTPS  https://${secureHost}:${server.httpsPort}`]),
    ...(server.mqttsPort === undefined ? [] : [`  MQTTS  mqtts://${secureHost}:${server.mqttsPort}`]),
    ...(server.deviceHttpPort === undefined ? [] : [`  /dev   http://${host}:${server.deviceHttpPort}`]),
    `  Data   ${config.dataDir}`,
    `  Admin  ${server.adminTokenPath ? `token in ${server.adminTokenPath}` : 'token from QIYUN_ADMIN_TOKEN'}`,
  ].join('\n');
}

/** As it stands in a URL; a server that listens on every address is reached on the loopback one. */
export function localHost(listenHost: string): string {
  if (listenHost === '0.0.0.0' || listenHost === '::') return '127.0.0.1';
  return listenHost.includes(':') ? `[${listenHost}]` : listenHost;
}

import type { RunningServer } from './server.ts';

/** The one JSON line that tells programs that everything is up, with the real ports (contract.md §9). */
export function readyLine(server: RunningServer): string {
  const { httpPort, mqttPort, deviceHttpPort, httpsPort, mqttsPort, postgresProcessId } = server;
  return JSON.stringify({
    event: 'ready',
    http: httpPort,
    mqtt: mqttPort,
    ...(deviceHttpPort === undefined ? {} : { device_http: deviceHttpPort }),
    ...(httpsPort === undefined ? {} : { https: httpsPort }),
    ...(mqttsPort === undefined ? {} : { mqtts: mqttsPort }),
    ...(postgresProcessId === undefined ? {} : { postgres_pid: postgresProcessId }),
  });
}

import { type BootstrapServer, exchangeBootstrap, requireStatus } from './bootstrap-exchange.ts';
import type { ServerAddress } from './server-address.ts';

/** `GET /dev/devices/<did>`: where the device's MQTT server is (device-cloud.md §4.2). */
export async function provisionDevice(
  server: BootstrapServer,
  did: string,
  signal?: AbortSignal,
): Promise<ServerAddress> {
  const head = [
    `GET /dev/devices/${did} HTTP/1.1`,
    `Host: ${server.hostName}`,
    'Cache-Control: no-cache',
    'Content-Type: application/x-www-form-urlencoded',
  ];
  const answer = await exchangeBootstrap(server, { head }, signal);
  requireStatus(answer, 200, 'provisioning');
  return readMqttAddress(server, answer.body);
}

/** Of the form with which this server answers. @throws Error naming the field that is missing */
export function readMqttAddress(server: BootstrapServer, body: string): ServerAddress {
  const [host, port] = ['host', 'port', 'server_ts'].map((name) => readField(body, name)) as [string, string];
  // The name the module asked leads to the same machine when it connects.
  return {
    host: host === server.hostName ? server.host : host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port),
    tls: server.tls,
  };
}

/** A module's parser runs on to the next `&` or carriage return, and off the end where there is none. */
function readField(body: string, name: string): string {
  const value = new RegExp(`(?:^|&)${name}=([^&\\r]+)[&\\r]`).exec(body)?.[1];
  if (value === undefined) throw new Error(`provisioning was answered without ${name}: ${body}`);
  return value;
}

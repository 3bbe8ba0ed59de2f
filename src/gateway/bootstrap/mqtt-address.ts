import type { FastifyRequest } from 'fastify';
import { askedHost } from '../../model/asked-host.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';

/** Where a module that sends this request finds MQTT. Who asks over TLS is sent to TLS. */
export function mqttAddress(
  { headers, protocol }: FastifyRequest,
  { publicHost, mqttPort, mqttsPort }: BootstrapOptions,
): { readonly host: string; readonly port: number } {
  const host = publicHost ?? askedHost(headers.host);
  return { host, port: (protocol === 'https' ? mqttsPort() : undefined) ?? mqttPort() };
}

import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { askedHost } from '../../model/asked-host.ts';
import type { AppAddresses } from './app-services.ts';

/** The vendor's TLS ports: of a proxy that ends TLS, where the server has none itself. */
const vendorPorts = { mqtts: 8883, wss: 8880 };

/** Where an app connects for a device: members of every object that shows one (app-open-api.md §5.2). */
export const connectionFields = {
  host: Type.String({
    description: 'where to connect',
    'x-description-zh': '服务器域名',
    examples: ['iot.example.com'],
  }),
  port: Type.Integer({ description: 'MQTT', 'x-description-zh': 'MQTT 端口', examples: [1883] }),
  port_s: Type.Integer({
    description: 'MQTT over TLS',
    'x-description-zh': 'MQTT TLS 端口',
    examples: [8883],
  }),
  ws_port: Type.Integer({ description: 'WebSocket', 'x-description-zh': 'WebSocket 端口', examples: [8080] }),
  wss_port: Type.Integer({
    description: 'WebSocket over TLS',
    'x-description-zh': 'WebSocket TLS 端口',
    examples: [8880],
  }),
};

/** For the app that sends the request. @throws QiyunError 5002 when its Host header is none */
export function whereToConnect(addresses: AppAddresses, request: FastifyRequest) {
  return {
    host: addresses.publicHost ?? askedHost(request.headers.host),
    port: addresses.mqttPort(),
    port_s: addresses.mqttsPort() ?? vendorPorts.mqtts,
    ws_port: addresses.httpPort(),
    wss_port: addresses.httpsPort() ?? vendorPorts.wss,
  };
}

import { generate } from 'mqtt-packet';

/** MQTT 3.1 as modules speak it, or 3.1.1. */
export type MqttProtocol = 'MQIsdp' | 'MQTT';

export interface DeviceLogin {
  readonly did: string;
  readonly passcode: string;
  readonly protocol: MqttProtocol;
  /** 0 to 65,535. */
  readonly keepAliveSeconds: number;
}

/** CONNECT as a module sends it: its did for client id and user name, a clean session, no will (device-cloud.md §4.5). */
export function encodeConnect({ did, passcode, protocol, keepAliveSeconds }: DeviceLogin): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: protocol,
    protocolVersion: protocol === 'MQIsdp' ? 3 : 4,
    clean: true,
    keepalive: keepAliveSeconds,
    clientId: did,
    username: did,
    password: Buffer.from(passcode),
  });
}

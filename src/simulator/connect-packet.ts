import { generate, type IConnectPacket } from 'mqtt-packet';

/** Modules speak 3.1. */
export type MqttVersion = '3.1' | '3.1.1' | '5';

/** How CONNECT names a version. */
export const protocolOf = {
  '3.1': { protocolId: 'MQIsdp', protocolVersion: 3 },
  '3.1.1': { protocolId: 'MQTT', protocolVersion: 4 },
  '5': { protocolId: 'MQTT', protocolVersion: 5 },
} as const satisfies Record<MqttVersion, Partial<IConnectPacket>>;

export interface DeviceLogin {
  readonly did: string;
  readonly passcode: string;
  readonly version: MqttVersion;
  /** 0 to 65,535. */
  readonly keepAliveSeconds: number;
}

/** CONNECT as a module sends it: its did for client id and user name, a clean session, no will (device-cloud.md §4.5). */
export function encodeConnect({ did, passcode, version, keepAliveSeconds }: DeviceLogin): Buffer {
  return generate({
    cmd: 'connect',
    ...protocolOf[version],
    clean: true,
    keepalive: keepAliveSeconds,
    clientId: did,
    username: did,
    password: Buffer.from(passcode),
  });
}

import { firstByte, packetType } from './packet-type.ts';

/** The two bytes of every PINGRESP, MQTT 3.1.1 §3.13. Shared: to be sent, never to be written to. */
export const pingresp: Buffer = Buffer.from([firstByte(packetType.pingresp, 0), 0]);

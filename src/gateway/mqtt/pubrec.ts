import { encodePacketIdPacket, parsePacketIdPacket } from './packet-id-packet.ts';
import { firstByte, packetType } from './packet-type.ts';

const FIRST_BYTE = firstByte(packetType.pubrec, 0);

/** Reads PUBREC, the first answer to a PUBLISH at QoS 2. MQTT 3.1.1 §3.5. */
export const parsePubrec = parsePacketIdPacket;

/** The four bytes of a PUBREC for a packet identifier of 1 to 65,535. */
export function encodePubrec(packetId: number): Buffer {
  return encodePacketIdPacket(FIRST_BYTE, packetId);
}

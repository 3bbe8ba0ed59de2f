import { encodePacketIdPacket, parsePacketIdPacket } from './packet-id-packet.ts';
import { firstByte, packetType } from './packet-type.ts';
import { requiredFlags } from './raw-packet.ts';

const FIRST_BYTE = firstByte(packetType.pubrel, requiredFlags(packetType.pubrel));

/** Reads PUBREL, the answer to a PUBREC. MQTT 3.1.1 §3.6. */
export const parsePubrel = parsePacketIdPacket;

/** The four bytes of a PUBREL for a packet identifier of 1 to 65,535. */
export function encodePubrel(packetId: number): Buffer {
  return encodePacketIdPacket(FIRST_BYTE, packetId);
}

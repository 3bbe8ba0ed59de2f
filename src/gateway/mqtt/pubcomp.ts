import { encodePacketIdPacket, parsePacketIdPacket } from './packet-id-packet.ts';
import { firstByte, packetType } from './packet-type.ts';

const FIRST_BYTE = firstByte(packetType.pubcomp, 0);

/** Reads PUBCOMP, the answer to a PUBREL, which ends the exchange. MQTT 3.1.1 §3.7. */
export const parsePubcomp = parsePacketIdPacket;

/** The four bytes of a PUBCOMP for a packet identifier of 1 to 65,535. */
export function encodePubcomp(packetId: number): Buffer {
  return encodePacketIdPacket(FIRST_BYTE, packetId);
}

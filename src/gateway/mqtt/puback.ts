import { encodePacketIdPacket, packetIdPacketWord, parsePacketIdPacket } from './packet-id-packet.ts';
import { firstByte, packetType } from './packet-type.ts';

const FIRST_BYTE = firstByte(packetType.puback, 0);

/** Reads PUBACK, the answer to a PUBLISH at QoS 1. MQTT 3.1.1 §3.4. */
export const parsePuback = parsePacketIdPacket;

/** The four bytes of a PUBACK for a packet identifier of 1 to 65,535. */
export function encodePuback(packetId: number): Buffer {
  return encodePacketIdPacket(FIRST_BYTE, packetId);
}

/**
 * Writes the four bytes of a PUBACK; returns the offset behind it. For answering many messages with one buffer:
 * `PACKET_ID_PACKET_BYTES` each.
 */
export function writePuback(target: Buffer, offset: number, packetId: number): number {
  return target.writeUInt32BE(packetIdPacketWord(FIRST_BYTE, packetId), offset);
}

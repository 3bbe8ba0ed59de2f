import { encodePacketIdPacket } from './packet-id-packet.ts';
import { firstByte, packetType } from './packet-type.ts';

/** The four bytes of an UNSUBACK, MQTT 3.1.1 §3.11, for a packet identifier of 1 to 65,535. */
export function encodeUnsuback(packetId: number): Buffer {
  return encodePacketIdPacket(firstByte(packetType.unsuback, 0), packetId);
}

import { BodyCursor } from './body-cursor.ts';
import { type Violated, violated } from './packet-violation.ts';
import type { ProtocolLevel } from './protocol-level.ts';
import { hasReservedFlags, type RawPacket } from './raw-packet.ts';

/** What PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK say: a packet identifier, 1 to 65,535, and nothing else. */
export interface PacketIdPacket {
  readonly packetId: number;
}

/** Length of such a packet, first byte included. */
export const PACKET_ID_PACKET_BYTES = 4;

export function parsePacketIdPacket(packet: RawPacket, level: ProtocolLevel): PacketIdPacket | Violated {
  if (hasReservedFlags(packet, level)) return violated('reserved-flags');
  const body = new BodyCursor(packet);
  const packetId = body.packetId();
  body.finish();
  return body.violation === undefined ? { packetId } : violated(body.violation);
}

/** Such a packet as one big-endian 32-bit word: first byte, remaining length 2, packet identifier. */
export function packetIdPacketWord(firstByte: number, packetId: number): number {
  return ((firstByte << 24) | (2 << 16) | packetId) >>> 0;
}

export function encodePacketIdPacket(firstByte: number, packetId: number): Buffer {
  const bytes = Buffer.allocUnsafe(PACKET_ID_PACKET_BYTES);
  bytes.writeUInt32BE(packetIdPacketWord(firstByte, packetId));
  return bytes;
}

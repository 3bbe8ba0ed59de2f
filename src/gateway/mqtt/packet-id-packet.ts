import { BodyCursor } from './body-cursor.ts';
import { firstByte, type PacketType, packetType } from './packet-type.ts';
import { type Violated, violated } from './packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { hasReservedFlags, type RawPacket, requiredFlags } from './raw-packet.ts';
import { readProperties } from './read-properties.ts';
import { type ReasonCode, reasonCode } from './reason-code.ts';

/**
 * What PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK say: a packet identifier, 1 to 65,535, and nothing else. The first
 * four say in MQTT 5 how it went, too; but "success" is left out, so that such a packet is the same in all versions.
 */
export interface PacketIdPacket {
  readonly packetId: number;
  /** Of MQTT 5. */
  readonly reasonCode?: number;
}

const receipts: readonly number[] = [
  reasonCode.success,
  reasonCode.noMatchingSubscribers,
  reasonCode.unspecifiedError,
  reasonCode.implementationSpecificError,
  reasonCode.notAuthorized,
  reasonCode.topicNameInvalid,
  reasonCode.packetIdentifierInUse,
  reasonCode.quotaExceeded,
  reasonCode.payloadFormatInvalid,
];
const releases: readonly number[] = [reasonCode.success, reasonCode.packetIdentifierNotFound];

/** MQTT 5.0 tables 3-4 to 3-7. */
const reasonsByType: ReadonlyMap<PacketType, ReadonlySet<number>> = new Map([
  [packetType.puback, new Set(receipts)],
  [packetType.pubrec, new Set(receipts)],
  [packetType.pubrel, new Set(releases)],
  [packetType.pubcomp, new Set(releases)],
]);

/** Length of such a packet, first byte included. */
export const PACKET_ID_PACKET_BYTES = 4;

export function parsePacketIdPacket(packet: RawPacket, level: ProtocolLevel): PacketIdPacket | Violated {
  if (hasReservedFlags(packet, level)) return violated('reserved-flags');
  const body = new BodyCursor(packet);
  const packetId = body.packetId();
  const reason = level === protocolLevel.mqtt5 ? { reasonCode: readReason(body, packet.type) } : undefined;
  body.finish();
  return body.violation === undefined ? { packetId, ...reason } : violated(body.violation);
}

/** MQTT 5.0 §3.4.2: the properties, which are the same of all four, may be left out, and then a success, too. */
function readReason(body: BodyCursor, type: PacketType): number {
  if (body.isAtEnd) return reasonCode.success;
  const code = body.byte();
  if (!reasonsByType.get(type)?.has(code)) body.refuse('invalid-reason-code');
  if (!body.isAtEnd) readProperties(body, 'puback');
  return code;
}

/** Such a packet of MQTT 5 that says what went wrong. */
export function encodeFailedPacketId(type: PacketType, packetId: number, code: ReasonCode): Buffer {
  return Buffer.of(firstByte(type, requiredFlags(type)), 3, packetId >> 8, packetId & 0xff, code);
}

/** Such a packet as one big-endian 32-bit word: first byte, remaining length 2, packet identifier. */
export function packetIdPacketWord(first: number, packetId: number): number {
  return ((first << 24) | (2 << 16) | packetId) >>> 0;
}

export function encodePacketIdPacket(first: number, packetId: number): Buffer {
  const bytes = Buffer.allocUnsafe(PACKET_ID_PACKET_BYTES);
  bytes.writeUInt32BE(packetIdPacketWord(first, packetId));
  return bytes;
}

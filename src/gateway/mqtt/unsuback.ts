import { encodePacketIdAndCodes } from './packet-id-and-codes.ts';
import { packetType } from './packet-type.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import type { ReasonCode } from './reason-code.ts';

/** The bytes of an UNSUBACK, MQTT 3.1.1 §3.11. Only in MQTT 5 it says how it went, filter by filter in their order. */
export function encodeUnsuback(
  packetId: number,
  reasons: readonly ReasonCode[],
  level: ProtocolLevel,
): Buffer {
  const codes = level === protocolLevel.mqtt5 ? reasons : [];
  return encodePacketIdAndCodes(packetType.unsuback, packetId, { codes, level });
}

import { firstByte, type PacketType } from './packet-type.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { bytesForRemainingLength, writeRemainingLength } from './remaining-length.ts';

/** The bytes of SUBACK and UNSUBACK: a packet identifier and a code for each topic filter; in MQTT 5 without properties. */
export function encodePacketIdAndCodes(
  type: PacketType,
  packetId: number,
  { codes, level }: { readonly codes: readonly number[]; readonly level: ProtocolLevel },
): Buffer {
  const propertyBytes = level === protocolLevel.mqtt5 ? 1 : 0;
  const remainingLength = 2 + propertyBytes + codes.length;
  const bytes = Buffer.alloc(1 + bytesForRemainingLength(remainingLength) + remainingLength);
  bytes[0] = firstByte(type, 0);
  const packetIdOffset = writeRemainingLength(bytes, 1, remainingLength);
  const propertiesOffset = bytes.writeUInt16BE(packetId, packetIdOffset);
  bytes.set(codes, propertiesOffset + propertyBytes);
  return bytes;
}

/**
 * Control packet types, the upper four bits of the first byte. MQTT 3.1.1 §2.2.1; 0 and 15 are reserved, and what 15
 * is in MQTT 5, AUTH, is refused here.
 */
export const packetType = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
} as const;

export type PacketType = (typeof packetType)[keyof typeof packetType];

/** Table 2.1: the first and the last of the sixteen are reserved. */
export function isPacketType(fourBits: number): fourBits is PacketType {
  return fourBits > 0 && fourBits < 15;
}

/** AUTH, MQTT 5.0 §3.15. */
export const AUTH_TYPE = 15;

/** The first byte of a packet: type in the upper half, flags in the lower. */
export function firstByte(type: PacketType, flags: number): number {
  return (type << 4) | flags;
}

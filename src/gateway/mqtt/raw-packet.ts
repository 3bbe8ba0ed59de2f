import { type PacketType, packetType } from './packet-type.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';

/** One complete packet, not yet understood: `bytes[start, end)` is all that follows its remaining length. */
export interface RawPacket {
  readonly type: PacketType;
  /** The lower four bits of the first byte. */
  readonly flags: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * Whether the flags differ from the ones the type must carry, [MQTT-2.2.2-1]. PUBLISH uses them all. MQTT 3.1 calls
 * them "not used" and lets SUBSCRIBE, UNSUBSCRIBE and PUBREL be repeated with DUP set, so there they say nothing.
 */
export function hasReservedFlags(packet: RawPacket, level: ProtocolLevel): boolean {
  return level !== protocolLevel.mqtt31 && packet.flags !== requiredFlags(packet.type);
}

/** Table 2.2: the lower four bits of every type but PUBLISH. */
export function requiredFlags(type: PacketType): number {
  const { pubrel, subscribe, unsubscribe } = packetType;
  return type === pubrel || type === subscribe || type === unsubscribe ? 0b0010 : 0;
}

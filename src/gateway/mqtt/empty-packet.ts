import { type Violated, violated } from './packet-violation.ts';
import type { ProtocolLevel } from './protocol-level.ts';
import { hasReservedFlags, type RawPacket } from './raw-packet.ts';

/** Reads a packet that says nothing beyond its type, PINGREQ or DISCONNECT: undefined when it is a proper one. */
export function parseEmptyPacket(packet: RawPacket, level: ProtocolLevel): Violated | undefined {
  if (hasReservedFlags(packet, level)) return violated('reserved-flags');
  return packet.start === packet.end ? undefined : violated('surplus-bytes');
}

import { BodyCursor } from './body-cursor.ts';
import { parseEmptyPacket } from './empty-packet.ts';
import { packetType } from './packet-type.ts';
import { type Violated, violated } from './packet-violation.ts';
import { packetWithProperties } from './packet-with-properties.ts';
import type { Properties } from './property-table.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { hasReservedFlags, type RawPacket } from './raw-packet.ts';
import { readProperties } from './read-properties.ts';
import { type ReasonCode, reasonCode } from './reason-code.ts';

/** What a device may give as its reason, MQTT 5.0 table 3-10. */
const clientReasons: ReadonlySet<number> = new Set<ReasonCode>([
  reasonCode.success,
  reasonCode.disconnectWithWill,
  reasonCode.unspecifiedError,
  reasonCode.malformedPacket,
  reasonCode.protocolError,
  reasonCode.implementationSpecificError,
  reasonCode.topicNameInvalid,
  reasonCode.receiveMaximumExceeded,
  reasonCode.topicAliasInvalid,
  reasonCode.packetTooLarge,
  reasonCode.messageRateTooHigh,
  reasonCode.quotaExceeded,
  reasonCode.administrativeAction,
  reasonCode.payloadFormatInvalid,
]);

/** DISCONNECT of a device, MQTT 3.1.1 §3.14 and MQTT 5.0 §3.14. Before MQTT 5 it says nothing beyond its type. */
export interface DisconnectPacket {
  readonly reasonCode?: number;
  readonly properties?: Properties;
}

export function parseDisconnect(packet: RawPacket, level: ProtocolLevel): DisconnectPacket | Violated {
  if (level !== protocolLevel.mqtt5) return parseEmptyPacket(packet, level) ?? {};
  if (hasReservedFlags(packet, level)) return violated('reserved-flags');
  const body = new BodyCursor(packet);
  const code = body.isAtEnd ? reasonCode.success : body.byte();
  if (!clientReasons.has(code)) body.refuse('invalid-reason-code');
  const properties = body.isAtEnd ? {} : readProperties(body, 'disconnect');
  body.finish();
  return body.violation === undefined ? { reasonCode: code, properties } : violated(body.violation);
}

/** The bytes of a DISCONNECT, which only MQTT 5 lets a server send. */
export function encodeDisconnect(code: ReasonCode, properties: Properties = {}): Buffer {
  return packetWithProperties(packetType.disconnect, Buffer.of(code), properties);
}

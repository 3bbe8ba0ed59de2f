import { firstByte, packetType } from './packet-type.ts';
import type { PacketViolation } from './packet-violation.ts';
import { packetWithProperties } from './packet-with-properties.ts';
import type { Properties } from './property-table.ts';
import { type ReasonCode, reasonCode } from './reason-code.ts';

/** Return codes of a CONNACK, MQTT 3.1.1 table 3.1. */
export const connackCode = {
  accepted: 0,
  unacceptableProtocolLevel: 1,
  identifierRejected: 2,
  serverUnavailable: 3,
  badUserNameOrPassword: 4,
  notAuthorized: 5,
} as const;

export type ConnackCode = (typeof connackCode)[keyof typeof connackCode];

/**
 * The four bytes of a CONNACK. `sessionPresent` may be true only when a level 4 client without a clean session is
 * accepted and finds its session again ([MQTT-3.2.2-1] to [MQTT-3.2.2-4]); in MQTT 3.1 that byte is reserved.
 */
export function encodeConnack(returnCode: ConnackCode, sessionPresent = false): Buffer {
  return Buffer.from([firstByte(packetType.connack, 0), 2, sessionPresent ? 1 : 0, returnCode]);
}

/**
 * The return code to send before closing on a CONNECT with this violation; undefined where the standard has none and
 * the connection just ends.
 */
export function refusalOf(violation: PacketViolation): ConnackCode | undefined {
  // [MQTT-3.1.2-2]
  if (violation === 'unsupported-protocol-level') return connackCode.unacceptableProtocolLevel;
  // [MQTT-3.1.3-8]
  return violation === 'client-id-rejected' ? connackCode.identifierRejected : undefined;
}

/** How MQTT 5 says what a return code says. */
export const reasonOfConnackCode: Readonly<Record<ConnackCode, ReasonCode>> = {
  [connackCode.accepted]: reasonCode.success,
  [connackCode.unacceptableProtocolLevel]: reasonCode.unsupportedProtocolVersion,
  [connackCode.identifierRejected]: reasonCode.clientIdentifierNotValid,
  [connackCode.serverUnavailable]: reasonCode.serverUnavailable,
  [connackCode.badUserNameOrPassword]: reasonCode.badUserNameOrPassword,
  [connackCode.notAuthorized]: reasonCode.notAuthorized,
};

/** MQTT 5.0 table 3-1, as far as it is used here: a CONNACK has no other codes. */
const connackReasons: ReadonlySet<ReasonCode> = new Set([
  reasonCode.success,
  reasonCode.unspecifiedError,
  reasonCode.malformedPacket,
  reasonCode.protocolError,
  reasonCode.unsupportedProtocolVersion,
  reasonCode.clientIdentifierNotValid,
  reasonCode.badUserNameOrPassword,
  reasonCode.notAuthorized,
  reasonCode.serverUnavailable,
  reasonCode.serverBusy,
  reasonCode.badAuthenticationMethod,
  reasonCode.packetTooLarge,
  reasonCode.quotaExceeded,
  reasonCode.retainNotSupported,
]);

/** The bytes of a CONNACK of MQTT 5, §3.2, of a session that begins afresh. What it has no code for is "server unavailable". */
export function encodeConnack5(code: ReasonCode, properties: Properties = {}): Buffer {
  const reason = connackReasons.has(code) ? code : reasonCode.serverUnavailable;
  return packetWithProperties(packetType.connack, Buffer.of(0, reason), properties);
}

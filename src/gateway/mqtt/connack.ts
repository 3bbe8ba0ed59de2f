import { firstByte, packetType } from './packet-type.ts';
import type { PacketViolation } from './packet-violation.ts';

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

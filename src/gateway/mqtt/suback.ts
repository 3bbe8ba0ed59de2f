import { encodePacketIdAndCodes } from './packet-id-and-codes.ts';
import { packetType } from './packet-type.ts';
import type { ProtocolLevel } from './protocol-level.ts';
import type { QualityOfService } from './quality-of-service.ts';
import type { ReasonCode } from './reason-code.ts';

/** Refuses one subscription, MQTT 3.1.1 §3.9.3. MQTT 3.1 has no such code. */
export const SUBSCRIPTION_FAILURE = 0x80;

/** A granted QoS; else a failure, which in MQTT 5 has a reason. */
export type SubackCode = QualityOfService | typeof SUBSCRIPTION_FAILURE | ReasonCode;

/** The bytes of a SUBACK: one code for each subscription of the SUBSCRIBE, in its order. [MQTT-3.9.3-1] */
export function encodeSuback(packetId: number, codes: readonly SubackCode[], level: ProtocolLevel): Buffer {
  return encodePacketIdAndCodes(packetType.suback, packetId, { codes, level });
}

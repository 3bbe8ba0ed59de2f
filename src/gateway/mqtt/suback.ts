import { firstByte, packetType } from './packet-type.ts';
import type { QualityOfService } from './quality-of-service.ts';
import { bytesForRemainingLength, writeRemainingLength } from './remaining-length.ts';

/** Refuses one subscription, MQTT 3.1.1 §3.9.3. MQTT 3.1 has no such code. */
export const SUBSCRIPTION_FAILURE = 0x80;

export type SubackCode = QualityOfService | typeof SUBSCRIPTION_FAILURE;

/** The bytes of a SUBACK: one code for each subscription of the SUBSCRIBE, in its order. [MQTT-3.9.3-1] */
export function encodeSuback(packetId: number, codes: readonly SubackCode[]): Buffer {
  const remainingLength = 2 + codes.length;
  const bytes = Buffer.allocUnsafe(1 + bytesForRemainingLength(remainingLength) + remainingLength);
  bytes[0] = firstByte(packetType.suback, 0);
  const packetIdOffset = writeRemainingLength(bytes, 1, remainingLength);
  const codesOffset = bytes.writeUInt16BE(packetId, packetIdOffset);
  bytes.set(codes, codesOffset);
  return bytes;
}

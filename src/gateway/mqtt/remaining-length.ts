// Remaining length, MQTT 3.1.1 §2.2.3: seven bits per byte, lowest first, the eighth says that another byte follows.

export const MAX_REMAINING_LENGTH_BYTES = 4;

const CONTINUATION_BIT = 0x80;
const VALUE_BITS = 0x7f;

/**
 * How many bytes the field at `start` takes: 1 to 4, 0 while its end lies at or behind `end`, and
 * more than MAX_REMAINING_LENGTH_BYTES when it breaks the rule.
 */
export function remainingLengthBytes(bytes: Buffer, start: number, end: number): number {
  for (let count = 1; count <= MAX_REMAINING_LENGTH_BYTES; count++) {
    const position = start + count - 1;
    if (position >= end) return 0;
    if (bytes[position]! < CONTINUATION_BIT) return count;
  }
  return MAX_REMAINING_LENGTH_BYTES + 1;
}

/** The value of a field of `byteCount` bytes, as `remainingLengthBytes` counted them. */
export function readRemainingLength(bytes: Buffer, start: number, byteCount: number): number {
  let value = 0;
  for (let position = start + byteCount - 1; position >= start; position--) {
    value = (value << 7) | (bytes[position]! & VALUE_BITS);
  }
  return value;
}

/** How many bytes it takes to write a value of 0 to 268,435,455. */
export function bytesForRemainingLength(value: number): number {
  if (value < 1 << 7) return 1;
  if (value < 1 << 14) return 2;
  return value < 1 << 21 ? 3 : 4;
}

/** Writes a value of 0 to 268,435,455; returns the offset behind it. */
export function writeRemainingLength(target: Buffer, offset: number, value: number): number {
  let next = offset;
  let rest = value;
  while (rest >= CONTINUATION_BIT) {
    target[next++] = (rest & VALUE_BITS) | CONTINUATION_BIT;
    rest >>= 7;
  }
  target[next++] = rest;
  return next;
}

import { isUtf8 } from 'node:buffer';
import type { PacketViolation } from './packet-violation.ts';

/** What is wrong with the UTF-8 string in `bytes[start, end)`: ill-formed, surrogates, U+0000. MQTT 3.1.1 §1.5.3. */
export function utf8Violation(bytes: Buffer, start: number, end: number): PacketViolation | undefined {
  let bits = 0;
  for (let position = start; position < end; position++) {
    const byte = bytes[position]!;
    if (byte === 0) return 'null-character';
    bits |= byte;
  }
  const isAscii = bits < 0x80;
  return isAscii || isUtf8(bytes.subarray(start, end)) ? undefined : 'invalid-utf8';
}

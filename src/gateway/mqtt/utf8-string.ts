import { isUtf8 } from 'node:buffer';
import type { PacketViolation } from './packet-violation.ts';

/** What is wrong with the UTF-8 string in `bytes[start, end)`: ill-formed, surrogates, U+0000. MQTT 3.1.1 §1.5.3. */
export function utf8Violation(bytes: Buffer, start: number, end: number): PacketViolation | undefined {
  const string = bytes.subarray(start, end);
  if (string.includes(0)) return 'null-character';
  return isUtf8(string) ? undefined : 'invalid-utf8';
}

import type { PacketViolation } from './packet-violation.ts';
import { utf8Violation } from './utf8-string.ts';

const PLUS = 0x2b;
const HASH = 0x23;

/** What is wrong with the topic name in `bytes[start, end)`: empty, wildcards, or no proper string. MQTT 3.1.1 §4.7. */
export function topicNameViolation(bytes: Buffer, start: number, end: number): PacketViolation | undefined {
  if (start === end) return 'empty-topic';
  for (let position = start; position < end; position++) {
    const byte = bytes[position]!;
    if (byte === PLUS || byte === HASH) return 'wildcard-in-topic';
  }
  return utf8Violation(bytes, start, end);
}

import type { PacketViolation } from './packet-violation.ts';
import { utf8Violation } from './utf8-string.ts';

const NULL = 0x00;
const PLUS = 0x2b;
const HASH = 0x23;
const FIRST_BEYOND_ASCII = 0x80;

/**
 * What is wrong with the topic name in `bytes[start, end)`: empty, wildcards, or no proper string. MQTT 3.1.1 §4.7.
 * Every message passes here: one walk over the bytes settles a topic of plain ASCII.
 */
export function topicNameViolation(bytes: Buffer, start: number, end: number): PacketViolation | undefined {
  if (start === end) return 'empty-topic';
  let bits = 0;
  for (let position = start; position < end; position++) {
    const byte = bytes[position]!;
    if (byte === PLUS || byte === HASH) return 'wildcard-in-topic';
    if (byte === NULL) return 'null-character';
    bits |= byte;
  }
  return bits < FIRST_BEYOND_ASCII ? undefined : utf8Violation(bytes, start, end);
}

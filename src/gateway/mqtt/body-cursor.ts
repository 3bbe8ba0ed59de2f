import type { PacketViolation } from './packet-violation.ts';
import type { RawPacket } from './raw-packet.ts';
import { topicFilterViolation } from './topic-filter.ts';
import { topicNameViolation } from './topic-name.ts';
import { utf8Violation } from './utf8-string.ts';

const NOTHING = Buffer.alloc(0);

type StringRule = (bytes: Buffer, start: number, end: number) => PacketViolation | undefined;

/**
 * Reads a packet's body field by field, so that a parser can be written as the standard lists the fields. The first
 * thing that is wrong is remembered and ends the body there: every later read gives 0 or nothing, and the parser asks
 * `violation` once when it is through. Numbers are big-endian.
 */
export class BodyCursor {
  readonly #bytes: Buffer;
  readonly #end: number;
  #position: number;
  #violation: PacketViolation | undefined;

  constructor(packet: RawPacket) {
    this.#bytes = packet.bytes;
    this.#position = packet.start;
    this.#end = packet.end;
  }

  get violation(): PacketViolation | undefined {
    return this.#violation;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#end;
  }

  /** Ends the body here. Only the first violation counts. */
  refuse(violation: PacketViolation): void {
    this.#violation ??= violation;
    this.#position = this.#end;
  }

  byte(): number {
    return this.#has(1) ? this.#bytes[this.#position++]! : 0;
  }

  uint16(): number {
    return this.#has(2) ? (this.byte() << 8) | this.byte() : 0;
  }

  /** [MQTT-2.3.1-1]: never 0. */
  packetId(): number {
    const packetId = this.uint16();
    if (packetId === 0) this.refuse('packet-id-zero');
    return packetId;
  }

  /** Two bytes of length, then that many bytes: a view, not a copy. */
  binary(): Buffer {
    const byteCount = this.uint16();
    const start = this.#position;
    if (!this.#has(byteCount)) return NOTHING;
    this.#position += byteCount;
    return this.#bytes.subarray(start, this.#position);
  }

  string(): string {
    return this.#string(utf8Violation);
  }

  topicName(): string {
    return this.#string(topicNameViolation);
  }

  topicFilter(): string {
    const topicFilter = this.string();
    const violation = topicFilterViolation(topicFilter);
    if (violation !== undefined) this.refuse(violation);
    return topicFilter;
  }

  /** Says that no further field follows. */
  finish(): void {
    if (!this.isAtEnd) this.refuse('surplus-bytes');
  }

  #string(rule: StringRule): string {
    const bytes = this.binary();
    const violation = rule(bytes, 0, bytes.length);
    if (violation === undefined) return bytes.toString();
    this.refuse(violation);
    return '';
  }

  #has(byteCount: number): boolean {
    if (this.#position + byteCount <= this.#end) return true;
    this.refuse('truncated-body');
    return false;
  }
}

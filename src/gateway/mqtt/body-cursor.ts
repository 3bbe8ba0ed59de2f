import type { PacketViolation } from './packet-violation.ts';
import type { RawPacket } from './raw-packet.ts';
import { MAX_REMAINING_LENGTH_BYTES, readRemainingLength, remainingLengthBytes } from './remaining-length.ts';
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

  constructor({ bytes, start, end }: Pick<RawPacket, 'bytes' | 'start' | 'end'>) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  get violation(): PacketViolation | undefined {
    return this.#violation;
  }

  /** Where the next field begins in the packet's bytes. */
  get position(): number {
    return this.#position;
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

  uint32(): number {
    return this.#has(4) ? ((this.uint16() << 16) | this.uint16()) >>> 0 : 0;
  }

  /** MQTT 5.0 §1.5.5: coded as a remaining length is. */
  variableByteInteger(): number {
    const start = this.#position;
    const byteCount = remainingLengthBytes(this.#bytes, start, this.#end);
    if (byteCount === 0) this.refuse('truncated-body');
    else if (byteCount > MAX_REMAINING_LENGTH_BYTES) this.refuse('malformed-variable-byte-integer');
    if (this.#violation !== undefined) return 0;
    this.#position += byteCount;
    return readRemainingLength(this.#bytes, start, byteCount);
  }

  /** The next bytes as a body of their own; what is wrong in there is not refused here. */
  block(byteCount: number): BodyCursor {
    const start = this.#has(byteCount) ? this.#position : this.#end;
    const end = Math.min(start + byteCount, this.#end);
    this.#position = end;
    return new BodyCursor({ bytes: this.#bytes, start, end });
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

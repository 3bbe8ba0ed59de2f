import { AUTH_TYPE, isPacketType } from './packet-type.ts';
import { type Violated, violated } from './packet-violation.ts';
import type { RawPacket } from './raw-packet.ts';
import { MAX_REMAINING_LENGTH_BYTES, readRemainingLength, remainingLengthBytes } from './remaining-length.ts';

const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Cuts a byte stream into packets. Push a chunk, then pull until `next` returns undefined; whoever stops pulling
 * earlier (back-pressure, a closed session) loses nothing, and pauses the socket so that chunks do not pile up.
 *
 * Owns the chunks it is given. A packet inside one chunk is a view of it; one that spans chunks is gathered in a
 * buffer of its own, which grows with the bytes that came and never by what a length field promises. Bytes once
 * handed out are never written again, so views may be kept, each at the price of its whole chunk. Between packets the
 * reader holds no bytes at all.
 */
export class PacketReader {
  /** The longest packet accepted, first byte and length included. May be raised once a device is known. */
  maxPacketBytes: number;
  #chunk: Buffer = NOTHING;
  #position = 0;
  /** The beginning of a packet whose end has not come: the first `#gatheredBytes` of this buffer. */
  #gathered: Buffer = NOTHING;
  #gatheredBytes = 0;

  constructor(maxPacketBytes: number) {
    this.maxPacketBytes = maxPacketBytes;
  }

  /** Takes the bytes that came next, in pieces of any size. */
  push(chunk: Buffer): void {
    const isUsedUp = this.#position === this.#chunk.length;
    this.#chunk = isUsedUp ? chunk : Buffer.concat([this.#chunk.subarray(this.#position), chunk]);
    this.#position = 0;
  }

  /** The next complete packet; undefined when there is none yet; after a violation, that violation for ever. */
  next(): RawPacket | Violated | undefined {
    return this.#gatheredBytes === 0 ? this.#nextInChunk() : this.#nextGathered();
  }

  #nextInChunk(): RawPacket | Violated | undefined {
    const chunk = this.#chunk;
    if (this.#position === chunk.length) return undefined;
    const packet = this.#frame(chunk, this.#position, chunk.length);
    if (packet === undefined) this.#gather(chunk.length - this.#position);
    else if (!('violation' in packet)) this.#skipTo(packet.end);
    return packet;
  }

  #nextGathered(): RawPacket | Violated | undefined {
    for (;;) {
      const packet = this.#frame(this.#gathered, 0, this.#gatheredBytes);
      if (packet !== undefined) {
        if (!('violation' in packet)) this.#releaseGathered();
        return packet;
      }
      if (this.#position === this.#chunk.length) return undefined;
      this.#gather(bytesNeeded(this.#gathered, this.#gatheredBytes));
    }
  }

  /** The packet that begins at `start`; undefined while `end` cuts it short. Judges the length before the body is there. */
  #frame(bytes: Buffer, start: number, end: number): RawPacket | Violated | undefined {
    const first = bytes[start]!;
    const type = first >> 4;
    if (!isPacketType(type)) return violated(type === AUTH_TYPE ? 'auth-packet' : 'reserved-packet-type');
    const lengthBytes = remainingLengthBytes(bytes, start + 1, end);
    if (lengthBytes === 0) return undefined;
    if (lengthBytes > MAX_REMAINING_LENGTH_BYTES) return violated('malformed-remaining-length');
    const bodyStart = start + 1 + lengthBytes;
    const bodyEnd = bodyStart + readRemainingLength(bytes, start + 1, lengthBytes);
    if (bodyEnd - start > this.maxPacketBytes) return violated('packet-too-large');
    if (bodyEnd > end) return undefined;
    return { type, flags: first & 0x0f, bytes, start: bodyStart, end: bodyEnd };
  }

  /** Moves bytes from the chunk until `wantedBytes` are gathered or the chunk is used up. */
  #gather(wantedBytes: number): void {
    const start = this.#position;
    const end = Math.min(this.#chunk.length, start + wantedBytes - this.#gatheredBytes);
    this.#reserve(this.#gatheredBytes + end - start, wantedBytes);
    this.#chunk.copy(this.#gathered, this.#gatheredBytes, start, end);
    this.#gatheredBytes += end - start;
    this.#skipTo(end);
  }

  /** Doubling keeps bytes that trickle in from being copied more than twice on average. */
  #reserve(bytes: number, wantedBytes: number): void {
    if (bytes <= this.#gathered.length) return;
    const capacity = Math.min(wantedBytes, Math.max(bytes, 2 * this.#gathered.length));
    // Not from the shared pool: a device that stops half-way would pin 8 kB of it.
    const larger = Buffer.allocUnsafeSlow(capacity);
    this.#gathered.copy(larger, 0, 0, this.#gatheredBytes);
    this.#gathered = larger;
  }

  #releaseGathered(): void {
    this.#gathered = NOTHING;
    this.#gatheredBytes = 0;
  }

  #skipTo(position: number): void {
    const isUsedUp = position === this.#chunk.length;
    if (isUsedUp) this.#chunk = NOTHING;
    this.#position = isUsedUp ? 0 : position;
  }
}

/** How many bytes the packet at the start of `bytes` has at least, as far as the first `end` bytes tell. */
function bytesNeeded(bytes: Buffer, end: number): number {
  const lengthBytes = remainingLengthBytes(bytes, 1, end);
  if (lengthBytes === 0) return end + 1;
  return 1 + lengthBytes + readRemainingLength(bytes, 1, lengthBytes);
}

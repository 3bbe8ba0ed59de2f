/**
 * Where a small number lies among bits. A bit's address counts from the highest bit of the first byte on, so the
 * bits of a big-endian integer that fills some bytes run downwards from the address of the last byte's lowest bit.
 */
export interface BitRange {
  /** Address of the number's least significant bit. */
  readonly lowBit: number;
  /** At most 16. */
  readonly bitCount: number;
}

/** Address of bit `bitOffset` (0 = least significant) of the big-endian integer whose last byte is before `end`. */
export function bitAddress(end: number, bitOffset: number): number {
  return 8 * end - 1 - bitOffset;
}

/** All bits must lie inside `bytes`. */
export function readBits(bytes: Buffer, lowBit: number, bitCount: number): number {
  let at = lowBit >> 3;
  const bitsInByte = (lowBit & 7) + 1;
  let value = bytes[at]! >> (8 - bitsInByte);
  for (let read = bitsInByte; read < bitCount; read += 8) value |= bytes[--at]! << read;
  return value & ((1 << bitCount) - 1);
}

/** Leaves the bits around untouched. `value` must fit. */
export function writeBits(bytes: Buffer, { lowBit, bitCount }: BitRange, value: number): void {
  const shift = 7 - (lowBit & 7);
  let mask = ((1 << bitCount) - 1) << shift;
  let bits = value << shift;
  for (let at = lowBit >> 3; mask !== 0; at--, mask >>= 8, bits >>= 8) {
    bytes[at] = (bytes[at]! & ~mask) | (bits & 0xff);
  }
}

export function setBit(bytes: Buffer, address: number): void {
  bytes[address >> 3]! |= 0x80 >> (address & 7);
}

export function isBitSet(bytes: Buffer, address: number): boolean {
  return (bytes[address >> 3]! & (0x80 >> (address & 7))) !== 0;
}

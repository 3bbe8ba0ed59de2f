/** PostgreSQL sends a bit string as its length in bits, 4 bytes, and then the bits, the first one highest. */
const lengthBytes = 4;

/**
 * How many of the bit strings have each of their bits set.
 * @param strings one after the other, as `bit_send` makes them, each of `bitCount` bits
 */
export function countBits(strings: Buffer, bitCount: number): number[] {
  const bytesEach = Math.ceil(bitCount / 8);
  // Bytes are counted by value first: that is one step a byte instead of eight.
  const byValue = new Uint32Array(256 * bytesEach);
  for (let start = lengthBytes; start < strings.length; start += lengthBytes + bytesEach) {
    for (let index = 0; index < bytesEach; index++) byValue[256 * index + strings[start + index]!]!++;
  }
  return Array.from({ length: bitCount }, (_, bit) => {
    const mask = 0x80 >> (bit % 8);
    let count = 0;
    for (let value = 0; value < 256; value++) {
      if (value & mask) count += byValue[256 * (bit >> 3) + value]!;
    }
    return count;
  });
}

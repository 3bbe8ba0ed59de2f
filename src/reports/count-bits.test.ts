import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBits } from './count-bits.ts';

/** As PostgreSQL sends `bit(n)`. */
function sent(bits: readonly boolean[]): Buffer {
  const bytes = Buffer.alloc(4 + Math.ceil(bits.length / 8));
  bytes.writeInt32BE(bits.length);
  for (const [index, isSet] of bits.entries()) if (isSet) bytes[4 + (index >> 3)]! |= 0x80 >> (index % 8);
  return bytes;
}

test('each bit is counted for itself, however many there are', () => {
  const strings = fc
    .integer({ min: 1, max: 60 })
    .chain((bitCount) =>
      fc.tuple(
        fc.constant(bitCount),
        fc.array(fc.array(fc.boolean(), { minLength: bitCount, maxLength: bitCount }), { maxLength: 30 }),
      ),
    );
  fc.assert(
    fc.property(strings, ([bitCount, all]) => {
      const expected = Array.from({ length: bitCount }, (_, bit) => all.filter((bits) => bits[bit]).length);
      expect(countBits(Buffer.concat(all.map(sent)), bitCount)).toEqual(expected);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitAddress, isBitSet, readBits, setBit, writeBits } from './bits.ts';

test('bit 0 of a two-byte block is the lowest bit of its last byte', () => {
  const block = Buffer.from('0203', 'hex');
  expect(readBits(block, bitAddress(2, 0), 1)).toBe(1);
  expect(readBits(block, bitAddress(2, 9), 3)).toBe(1);
});

const place = fc
  .record({ bitCount: fc.integer({ min: 1, max: 16 }), bitOffset: fc.integer({ min: 0, max: 40 }) })
  .filter(({ bitCount, bitOffset }) => bitCount + bitOffset <= 48);
const block = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((raw) => Buffer.from(raw));

test('bits are read as from one big integer', () => {
  fc.assert(
    fc.property(block, place, (bytes, { bitCount, bitOffset }) => {
      const integer = BigInt(`0x${bytes.toString('hex')}`);
      const expected = Number((integer >> BigInt(bitOffset)) % (1n << BigInt(bitCount)));
      expect(readBits(bytes, bitAddress(6, bitOffset), bitCount)).toBe(expected);
    }),
  );
});

test('writing bits changes those bits and no others', () => {
  fc.assert(
    fc.property(block, place, fc.nat(), (bytes, { bitCount, bitOffset }, any) => {
      const value = any % 2 ** bitCount;
      const mask = ((1n << BigInt(bitCount)) - 1n) << BigInt(bitOffset);
      const before = BigInt(`0x${bytes.toString('hex')}`);
      const after = (before & ~mask) | (BigInt(value) << BigInt(bitOffset));
      writeBits(bytes, { lowBit: bitAddress(6, bitOffset), bitCount }, value);
      expect(bytes.toString('hex')).toBe(after.toString(16).padStart(12, '0'));
    }),
  );
});

test('a single bit is set and seen at its address', () => {
  const flags = Buffer.alloc(2);
  setBit(flags, bitAddress(2, 9));
  expect(flags.toString('hex')).toBe('0200');
  expect(isBitSet(flags, bitAddress(2, 9))).toBe(true);
  expect(isBitSet(flags, bitAddress(2, 8))).toBe(false);
});

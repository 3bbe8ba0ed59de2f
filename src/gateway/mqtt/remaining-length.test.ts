import { describe, expect, test } from 'vitest';
import {
  bytesForRemainingLength,
  readRemainingLength,
  remainingLengthBytes,
  writeRemainingLength,
} from './remaining-length.ts';

/** MQTT 3.1.1 table 2.4: the smallest and the largest value of each size. */
const table: readonly (readonly [number, string])[] = [
  [0, '00'],
  [127, '7f'],
  [128, '8001'],
  [16_383, 'ff7f'],
  [16_384, '808001'],
  [2_097_151, 'ffff7f'],
  [2_097_152, '80808001'],
  [268_435_455, 'ffffff7f'],
];

describe.each(table)('%i', (value, hex) => {
  const field = Buffer.from(hex, 'hex');

  test('is written as in the standard', () => {
    const target = Buffer.alloc(bytesForRemainingLength(value));
    expect(writeRemainingLength(target, 0, value)).toBe(target.length);
    expect(target.toString('hex')).toBe(hex);
  });

  test('is read as in the standard', () => {
    expect(remainingLengthBytes(field, 0, field.length)).toBe(field.length);
    expect(readRemainingLength(field, 0, field.length)).toBe(value);
  });

  test('is not known before its last byte', () => {
    expect(remainingLengthBytes(field, 0, field.length - 1)).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QiyunError } from '../model/errors.ts';
import { bytes } from './fixtures/compile-fixture.test-helper.ts';
import { parseRaw } from './raw-control.ts';

describe('raw control data', () => {
  test.each([
    [[18, 255, 255, 255, 255], undefined, '12ffffffff'],
    [[1], 'hex', '01'],
    ['12FFff', 'hex', '12ffff'],
    ['Ev8=', 'base64', '12ff'],
  ] as const)('%j in %s is taken', (raw, coding, hex) => {
    expect(parseRaw(raw, coding)).toEqual(bytes(hex));
  });

  test('may have 64 KiB and no more', () => {
    expect(parseRaw('00'.repeat(65_536), 'hex')).toHaveLength(65_536);
    expect(() => parseRaw('00'.repeat(65_537), 'hex')).toThrow('raw: must not be longer than 65536 bytes');
  });

  test.each<[raw: unknown, coding: 'hex' | 'base64' | undefined, detail: string]>([
    [[], undefined, 'raw: must not be empty'],
    ['', 'hex', 'raw: must not be empty'],
    [[1, 256], undefined, 'raw: must be an array of integers from 0 to 255'],
    [[-1], undefined, 'raw: must be an array of integers from 0 to 255'],
    [[1.5], undefined, 'raw: must be an array of integers from 0 to 255'],
    [['1'], undefined, 'raw: must be an array of integers from 0 to 255'],
    ['1234', undefined, 'raw: is a string without binary_coding'],
    ['123', 'hex', 'raw: must be hex'],
    ['12 34', 'hex', 'raw: must be hex'],
    ['Ev8', 'base64', 'raw: must be base64'],
    ['0'.repeat(20_000_001), 'hex', 'raw: must be hex'],
    [{ length: 1 }, undefined, 'raw: must be an array of bytes, or a string with binary_coding'],
    [undefined, undefined, 'raw: must be an array of bytes, or a string with binary_coding'],
  ])('is refused when it is no list of bytes (%#)', (raw, coding, detail) => {
    expect(() => parseRaw(raw, coding)).toThrow(expect.objectContaining({ code: '5002', detail }));
  });

  test('is either bytes or refused, whatever it is', () => {
    const coding = fc.constantFrom(undefined, 'hex' as const, 'base64' as const);
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.base64String(), fc.array(fc.nat(300))),
        coding,
        (raw, anyCoding) => {
          try {
            expect(parseRaw(raw, anyCoding).length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(QiyunError);
          }
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileScaling, toReal, toWire } from './scaling.ts';

describe('a number between wire and world', () => {
  test.each([
    { ratio: 0.01, addition: 0, wire: 732, real: 7.32 },
    { ratio: 1, addition: -2000, wire: 2205, real: 205 },
    { ratio: 0.1, addition: 0, wire: 3, real: 0.3 },
    { ratio: 0.5, addition: -50, wire: 151, real: 25.5 },
    { ratio: 0.1, addition: -0.3, wire: 3, real: 0 },
    { ratio: 1e-7, addition: 0, wire: 12, real: 0.0000012 },
    { ratio: 1e9, addition: 0, wire: 4_000_000_000, real: 4e18 },
    { ratio: 0.123456789, addition: 1e12, wire: 4_294_967_295, real: 1_000_530_242_871.1007 },
  ])('$wire on the wire is $real with ratio $ratio and addition $addition', ({ wire, real, ...spec }) => {
    expect(toReal(compileScaling(spec), wire)).toBe(real);
  });

  test.each([
    { ratio: 0.1, addition: 0, real: 21.35 },
    { ratio: 0.5, addition: 0, real: 0.1 },
    { ratio: 2, addition: 1, real: 2 },
    { ratio: 1, addition: 0, real: 1e-7 },
    { ratio: 0.1, addition: 0, real: 0.1 + 0.2 },
  ])('$real is not a step of ratio $ratio', ({ real, ...spec }) => {
    expect(toWire(compileScaling(spec), real)).toBeUndefined();
  });

  test('a real value below the addition is a negative step, for the caller to refuse', () => {
    expect(toWire(compileScaling({ ratio: 0.5, addition: -5 }), -6)).toBe(-2);
  });

  const spec = fc.record({
    ratio: fc.integer({ min: 1, max: 99_999 }).map((n) => Number(`${n}e-4`)),
    addition: fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => Number(`${n}e-3`)),
  });
  const wire = fc.integer({ min: 0, max: 2 ** 32 - 1 });

  test('every wire value comes back from its real value', () => {
    fc.assert(
      fc.property(spec, wire, (anySpec, value) => {
        const scaling = compileScaling(anySpec);
        expect(toWire(scaling, toReal(scaling, value))).toBe(value);
      }),
    );
  });

  test('a real value never shows more decimal places than ratio and addition have', () => {
    fc.assert(
      fc.property(spec, wire, (anySpec, value) => {
        const scaling = compileScaling(anySpec);
        expect(toReal(scaling, value)).toBe(Number(toReal(scaling, value).toFixed(scaling.decimals)));
      }),
    );
  });

  test('plain and big arithmetic agree', () => {
    fc.assert(
      fc.property(spec, wire, (anySpec, value) => {
        const scaling = compileScaling(anySpec);
        expect(scaling.exact).toBeDefined();
        expect(toReal({ ...scaling, exact: undefined }, value)).toBe(toReal(scaling, value));
      }),
    );
  });
});

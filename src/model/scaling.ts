import type { UintSpec } from './data-point.ts';

/**
 * `real = wire * ratio + addition` in whole units of the last decimal place that ratio and addition have, so that
 * no binary fraction ever takes part: 732 with ratio 0.01 is 7.32, not 7.320000000000001 (contract.md §5 `…/data`).
 */
export interface Scaling {
  readonly ratio: bigint;
  readonly addition: bigint;
  /** Decimal places of the unit. */
  readonly decimals: number;
  /** The same as plain numbers, where every 32-bit wire value keeps the arithmetic exact. */
  readonly exact: { readonly ratio: number; readonly addition: number; readonly unit: number } | undefined;
}

const wireLimit = 2 ** 32;
/** Powers of ten up to here are exact in binary floating point. */
const exactDecimalsMax = 22;

export function compileScaling(spec: Pick<UintSpec, 'ratio' | 'addition'>): Scaling {
  const decimals = Math.max(decimalPlaces(spec.ratio), decimalPlaces(spec.addition));
  const ratio = inUnits(spec.ratio, decimals);
  const addition = inUnits(spec.addition, decimals);
  const largest = Number(ratio) * wireLimit + Math.abs(Number(addition));
  const isExact = largest <= Number.MAX_SAFE_INTEGER && decimals <= exactDecimalsMax;
  const exact = isExact
    ? { ratio: Number(ratio), addition: Number(addition), unit: 10 ** decimals }
    : undefined;
  return { ratio, addition, decimals, exact };
}

/** The real value of a wire value: the double nearest to the decimal result, hence printed without noise. */
export function toReal(scaling: Scaling, wire: number): number {
  const { exact } = scaling;
  // One rounding only: both operands of the division are exact integers.
  if (exact !== undefined) return (wire * exact.ratio + exact.addition) / exact.unit;
  return Number(`${BigInt(wire) * scaling.ratio + scaling.addition}e-${scaling.decimals}`);
}

/**
 * The wire value of a real one, which may lie outside the point's range and even be negative;
 * undefined when the real value is not a step of the resolution. `real` must be finite.
 */
export function toWire(scaling: Scaling, real: number): number | undefined {
  if (decimalPlaces(real) > scaling.decimals) return undefined;
  const steps = inUnits(real, scaling.decimals) - scaling.addition;
  return steps % scaling.ratio === 0n ? Number(steps / scaling.ratio) : undefined;
}

interface Decimal {
  readonly digits: string;
  /** Negative when zeros follow the digits. */
  readonly places: number;
}

/** The shortest decimal text of a number taken apart: 1.5e-7 is 15 with 8 places. */
function toDecimal(value: number): Decimal {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: whole + fraction, places: fraction.length - Number(exponent) };
}

function decimalPlaces(value: number): number {
  return Math.max(0, toDecimal(value).places);
}

function inUnits(value: number, decimals: number): bigint {
  const { digits, places } = toDecimal(value);
  return BigInt(digits) * 10n ** BigInt(decimals - places);
}

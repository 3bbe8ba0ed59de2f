/** How a caller writes bytes as text; `binary_coding` of a control (contract.md §5). */
export type BinaryCoding = 'hex' | 'base64';

// One plain repetition each: a repeated group would overflow the stack on long texts.
const patterns: Record<BinaryCoding, { text: RegExp; multipleOf: number }> = {
  hex: { text: /^[0-9a-f]*$/i, multipleOf: 2 },
  base64: { text: /^[A-Za-z0-9+/]*={0,2}$/, multipleOf: 4 },
};

/** The bytes of a text; undefined when it is not wholly of that coding. Hex in either case, base64 with its padding. */
export function decodeBytes(text: string, coding: BinaryCoding): Buffer | undefined {
  const pattern = patterns[coding];
  const isCoded = text.length % pattern.multipleOf === 0 && pattern.text.test(text);
  return isCoded ? Buffer.from(text, coding) : undefined;
}

/** The bytes of a JSON array; undefined when an element is not an integer from 0 to 255. */
export function bytesOfArray(elements: readonly unknown[]): Buffer | undefined {
  return elements.every(isByte) ? Buffer.from(elements) : undefined;
}

function isByte(element: unknown): element is number {
  return typeof element === 'number' && Number.isInteger(element) && element >= 0 && element <= 255;
}

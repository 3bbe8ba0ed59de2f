import { parseArgs } from 'node:util';

type Flag = number | string | readonly number[];
type Widened<T> = {
  readonly [K in keyof T]: T[K] extends number ? number : T[K] extends string ? string : readonly number[];
};

/**
 * The flags of a bench, each with what it is when left out: a number, a text, or numbers by comma. Throws what the
 * standard parser throws for a flag that is not among them, and a RangeError for what is no number.
 */
export function readFlags<const T extends Readonly<Record<string, Flag>>>(defaults: T): Widened<T> {
  const options = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: 'string' as const }]),
  );
  const { values } = parseArgs({ options, strict: true });
  const read = Object.entries(defaults).map(([name, fallback]) => {
    const text = values[name];
    return [name, typeof text === 'string' ? parseLike(fallback, text, name) : fallback];
  });
  return Object.fromEntries(read) as Widened<T>;
}

function parseLike(fallback: Flag, text: string, name: string): Flag {
  if (typeof fallback === 'string') return text;
  if (typeof fallback === 'number') return parseNumber(text, name);
  return text === '' ? [] : text.split(',').map((part) => parseNumber(part, name));
}

function parseNumber(text: string, name: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && Number.isFinite(number)) return number;
  throw new RangeError(`--${name}: ${text} is not a number of at least 0`);
}

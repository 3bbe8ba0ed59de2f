import { invalidField } from './errors.ts';

/** A value of untrusted JSON together with its path, such as `entities[0].attrs[3].position.len`. */
export interface JsonField {
  readonly path: string;
  readonly value: unknown;
}

export type JsonObject = Record<string, unknown>;

/** The member `key` of an object read by {@link readObject}. */
export function member(object: JsonObject, path: string, key: string): JsonField {
  return { path: path === '' ? key : `${path}.${key}`, value: object[key] };
}

/** @throws QiyunError 5002 naming the path, as do all readers here */
export function readObject({ path, value }: JsonField): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw invalidField(path, 'must be an object');
}

export function readArray({ path, value }: JsonField): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalidField(path, 'must be an array');
}

export function readText({ path, value }: JsonField, maxLength: number): string {
  if (typeof value !== 'string') throw invalidField(path, 'must be a string');
  if (value.length > maxLength) throw invalidField(path, `must not be longer than ${maxLength} characters`);
  return value;
}

export function readInteger({ path, value }: JsonField, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidField(path, min === max ? `must be ${min}` : `must be an integer from ${min} to ${max}`);
}

export function readChoice<Choice extends string>(
  { path, value }: JsonField,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw invalidField(path, `must be ${choices.join(', ')}`.replace(/, ([^,]*)$/, ' or $1'));
}

import { QiyunError } from '../model/errors.ts';
import { toReal, toWire } from '../model/scaling.ts';
import type { BinaryCoding } from './binary-coding.ts';
import { bytesOfArray, decodeBytes } from './binary-coding.ts';
import type { RawValue } from './status-image.ts';
import type { StatusField } from './status-layout.ts';

/** A value as the API shows it (contract.md §5 `…/data`). */
export type PublicValue = number | string;

/** bool 0/1; enum its text, or its index where the definition has no text for it; uint its real value; binary lower-case hex. */
export function toPublicValue(field: StatusField, raw: RawValue): PublicValue {
  if (typeof raw !== 'number') return raw.toString('hex');
  if (field.scaling !== undefined) return toReal(field.scaling, raw);
  return field.point.enumTexts?.[raw] ?? raw;
}

/**
 * A caller's value for a data point (contract.md §5 control): bool true, false, 0 or 1; enum its text or index; uint
 * its real value; binary a byte array or text, which may be shorter than the point.
 * @throws QiyunError 5401 whose detail begins with the point's name
 */
export function fromPublicValue(field: StatusField, value: unknown, coding: BinaryCoding): RawValue {
  switch (field.point.dataType) {
    case 'bool':
      return fromBool(field, value);
    case 'enum':
      return fromEnum(field, value);
    case 'binary':
      return fromBinary(field, value, coding);
    default:
      return fromNumber(field, value);
  }
}

/** Refuses one data point of a control. */
export function attrInvalid(name: string, reason: string): QiyunError {
  return new QiyunError('5401', { detail: `${name}: ${reason}` });
}

function fromBool({ point }: StatusField, value: unknown): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw attrInvalid(point.name, 'must be true, false, 1 or 0');
}

function fromEnum({ point }: StatusField, value: unknown): number {
  const texts = point.enumTexts!;
  const index = typeof value === 'string' ? texts.indexOf(value) : value;
  if (typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < texts.length)
    return index;
  throw attrInvalid(
    point.name,
    `must be one of ${texts.join(', ')}, or an index from 0 to ${texts.length - 1}`,
  );
}

function fromNumber({ point, scaling }: StatusField, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw attrInvalid(point.name, 'must be a number');
  const { min, max, ratio } = point.uintSpec!;
  const raw = toWire(scaling!, value);
  if (raw !== undefined && raw >= min && raw <= max) return raw;
  const range = `${toReal(scaling!, min)} to ${toReal(scaling!, max)}`;
  throw attrInvalid(point.name, `must be from ${range} in steps of ${ratio}`);
}

function fromBinary({ point }: StatusField, value: unknown, coding: BinaryCoding): Buffer {
  const bytes = Array.isArray(value) ? bytesOfArray(value) : decodeText(value, coding);
  if (bytes === undefined) throw attrInvalid(point.name, `must be an array of bytes or a ${coding} string`);
  if (bytes.length <= point.position.len) return bytes;
  throw attrInvalid(point.name, `must not be longer than ${point.position.len} bytes`);
}

function decodeText(value: unknown, coding: BinaryCoding): Buffer | undefined {
  return typeof value === 'string' ? decodeBytes(value, coding) : undefined;
}

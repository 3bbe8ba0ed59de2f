import type { DataPoint, DataPointType, DataType, Position, UintSpec } from './data-point.ts';
import { invalidField } from './errors.ts';
import type { JsonField, JsonObject } from './json-field.ts';
import { member, readArray, readChoice, readInteger, readObject, readText } from './json-field.ts';

const nameLengthMax = 64;
const textLengthMax = 512;
const bitsMax = 16;
const bytesMax = 16_384;
const enumTextsMax = 2 ** bitsMax;
const ratioMin = 1e-9;
const ratioMax = 1e9;
const additionMax = 1e12;

/** What a data type demands of `position`; a uint has one size only. */
const sizes: Record<DataType, { unit: Position['unit']; lenMin: number; lenMax: number }> = {
  bool: { unit: 'bit', lenMin: 1, lenMax: 1 },
  enum: { unit: 'bit', lenMin: 1, lenMax: bitsMax },
  uint8: { unit: 'byte', lenMin: 1, lenMax: 1 },
  uint16: { unit: 'byte', lenMin: 2, lenMax: 2 },
  uint32: { unit: 'byte', lenMin: 4, lenMax: 4 },
  binary: { unit: 'byte', lenMin: 1, lenMax: bytesMax },
};
const dataTypes = Object.keys(sizes) as DataType[];

/** In the order a standard product keeps them in (product-definition.md §2.1). */
export const dataPointTypes: readonly DataPointType[] = [
  'status_writable',
  'status_readonly',
  'alert',
  'fault',
];

/**
 * One element of `attrs`. `id` is the index it must carry.
 * @throws QiyunError 5002 naming the field
 */
export function parseDataPoint({ path, value }: JsonField, id: number): DataPoint {
  const attr = readObject({ path, value });
  readInteger(member(attr, path, 'id'), id, id);
  const name = readName(member(attr, path, 'name'));
  const dataType = readChoice(member(attr, path, 'data_type'), dataTypes);
  const type = readType(member(attr, path, 'type'), dataType);
  const position = readPosition(member(attr, path, 'position'), dataType);
  return {
    id,
    name,
    displayName: readText(withDefault(member(attr, path, 'display_name'), name), textLengthMax),
    description: readText(withDefault(member(attr, path, 'desc'), ''), textLengthMax),
    dataType,
    type,
    position,
    ...(dataType.startsWith('uint') && {
      uintSpec: readUintSpec(member(attr, path, 'uint_spec'), position.len),
    }),
    ...(dataType === 'enum' && { enumTexts: readEnumTexts(member(attr, path, 'enum'), position.len) }),
  };
}

function withDefault({ path, value }: JsonField, fallback: string): JsonField {
  return { path, value: value ?? fallback };
}

function readName(field: JsonField): string {
  const name = readText(field, nameLengthMax);
  // `__proto__` is a key that does not survive being assigned to an object.
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== '__proto__') return name;
  throw invalidField(field.path, 'must be letters, digits and underscores, and not begin with a digit');
}

function readType(field: JsonField, dataType: DataType): DataPointType {
  const type = readChoice(field, dataPointTypes);
  const isStatus = type === 'status_writable' || type === 'status_readonly';
  if (!isStatus && dataType !== 'bool')
    throw invalidField(field.path, `${type} is only for bool data points`);
  return type;
}

function readPosition({ path, value }: JsonField, dataType: DataType): Position {
  const position = readObject({ path, value });
  const size = sizes[dataType];
  const unit = readChoice(member(position, path, 'unit'), [size.unit]);
  const bitOffsetMax = unit === 'bit' ? bytesMax : 0;
  return {
    byteOffset: readInteger(member(position, path, 'byte_offset'), 0, bytesMax),
    bitOffset: readInteger(member(position, path, 'bit_offset'), 0, bitOffsetMax),
    len: readInteger(member(position, path, 'len'), size.lenMin, size.lenMax),
    unit,
  };
}

function readUintSpec({ path, value }: JsonField, bytes: number): UintSpec {
  const wireMax = 2 ** (8 * bytes) - 1;
  if (value === undefined || value === null) return { addition: 0, ratio: 1, min: 0, max: wireMax };
  const spec = readObject({ path, value });
  const min = readInteger(member(spec, path, 'min'), 0, wireMax);
  return {
    addition: readNumber(spec, { path, key: 'addition', min: -additionMax, max: additionMax }),
    ratio: readNumber(spec, { path, key: 'ratio', min: ratioMin, max: ratioMax }),
    min,
    max: readInteger(member(spec, path, 'max'), min, wireMax),
  };
}

interface NumberRule {
  readonly path: string;
  readonly key: string;
  readonly min: number;
  readonly max: number;
}

function readNumber(spec: JsonObject, { path, key, min, max }: NumberRule): number {
  const value = spec[key];
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw invalidField(`${path}.${key}`, `must be a number from ${min} to ${max}`);
}

// Equal texts are allowed: definitions in the field fill unused values with one placeholder.
function readEnumTexts(field: JsonField, bits: number): readonly string[] {
  const texts = readArray(field);
  if (texts.length === 0) throw invalidField(field.path, 'must not be empty');
  const countMax = Math.min(2 ** bits, enumTextsMax);
  if (texts.length > countMax)
    throw invalidField(field.path, `${texts.length} texts do not fit ${bits} bits`);
  return texts.map((value, index) => readText({ path: `${field.path}[${index}]`, value }, textLengthMax));
}

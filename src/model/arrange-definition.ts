import type { Position } from './data-point.ts';
import type { JsonObject } from './json-field.ts';
import { dataPointTypes } from './parse-data-point.ts';
import { placeInTurn } from './place-in-turn.ts';
import { type ProductDefinition, parseProductDefinition } from './product-definition.ts';

/** A definition as somebody writes it, made complete. */
export interface ArrangedDefinition {
  readonly definition: ProductDefinition;
  /** Whether the data points were placed here: then all of them were, and ids and order may be others than before. */
  readonly isArranged: boolean;
}

const bitTypes: readonly unknown[] = ['bool', 'enum'];
const uintBytes: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, uint32: 4 };

/**
 * Like `parseProductDefinition`, of a document whose data points need no `id`, and no `position` but the `len` of a binary
 * one. If one of them has no place, all are placed: those of a standard product in the order writable, readonly, alert,
 * fault.
 * @throws QiyunError 5002 as `parseProductDefinition`; the paths have the order of the given document
 */
export function arrangeDefinition(input: unknown, productKey: string): ArrangedDefinition {
  const attrs = attrsOf(input);
  if (!attrs) return { definition: parseProductDefinition(input, productKey), isArranged: false };
  const document = input as JsonObject;
  if (attrs.every(isPlaced)) {
    const numbered = withAttrs(
      document,
      attrs.map((attr, id) => ({ id, ...attr })),
    );
    return { definition: parseProductDefinition(numbered, productKey), isArranged: false };
  }
  const unplaced = attrs.map((attr, id) => ({
    ...attr,
    id,
    position: { byte_offset: 0, bit_offset: 0, ...sizeOf(attr) },
  }));
  // Where places do not matter, so that what is wrong is found while the points have the order of the document.
  const inGivenOrder = parseProductDefinition(
    {
      ...withAttrs(document, unplaced),
      ...(document.protocolType === 'standard' && { protocolType: 'var_len' }),
    },
    productKey,
  );
  if (document.protocolType !== 'standard') return { definition: inGivenOrder, isArranged: true };
  const points = inGivenOrder.dataPoints.toSorted((a, b) => rankOf(a.type) - rankOf(b.type));
  const positions = placeInTurn(points.map(({ type, position }) => ({ type, ...position })));
  const placed = points.map((point, id) => ({
    ...unplaced[point.id],
    id,
    position: toWire(positions[id]!),
  }));
  return { definition: parseProductDefinition(withAttrs(document, placed), productKey), isArranged: true };
}

/** Undefined for what is not a document of one entity with attrs: `parseProductDefinition` says what is wrong. */
function attrsOf(input: unknown): JsonObject[] | undefined {
  const attrs = (input as { entities?: { attrs?: unknown }[] } | null | undefined)?.entities?.[0]?.attrs;
  return Array.isArray(attrs) && attrs.every(isObject) ? attrs : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withAttrs(document: JsonObject, attrs: readonly JsonObject[]): JsonObject {
  const [entity, ...others] = document.entities as JsonObject[];
  return { ...document, entities: [{ ...entity, attrs }, ...others] };
}

function isPlaced({ position }: JsonObject): boolean {
  return isObject(position) && 'byte_offset' in position;
}

/** A size that the data type or the texts of an enum leave no choice about; a given one otherwise. */
function sizeOf({ data_type: dataType, position, enum: texts }: JsonObject): JsonObject {
  const given = isObject(position) ? position.len : undefined;
  if (dataType === 'enum' && Array.isArray(texts)) {
    return { len: given ?? Math.max(1, Math.ceil(Math.log2(texts.length))), unit: 'bit' };
  }
  if (bitTypes.includes(dataType)) return { len: given ?? 1, unit: 'bit' };
  return { len: given ?? uintBytes[String(dataType)], unit: 'byte' };
}

function rankOf(type: (typeof dataPointTypes)[number]): number {
  return dataPointTypes.indexOf(type);
}

function toWire({ byteOffset, bitOffset, len, unit }: Position): JsonObject {
  return { byte_offset: byteOffset, bit_offset: bitOffset, len, unit };
}

import type { BodyCursor } from './body-cursor.ts';
import {
  type Properties,
  type PropertyCarrier,
  type PropertyName,
  type PropertyRule,
  type PropertyValues,
  propertyTable,
} from './property-table.ts';

type Readers = { readonly [Type in keyof PropertyValues]: (body: BodyCursor) => PropertyValues[Type] };

const readers: Readers = {
  flag: readFlag,
  byte: (body) => body.byte(),
  uint16: (body) => body.uint16(),
  uint32: (body) => body.uint32(),
  variableByteInteger: (body) => body.variableByteInteger(),
  string: (body) => body.string(),
  topicName: (body) => body.topicName(),
  binary: (body) => body.binary(),
  stringPair: (body) => [body.string(), body.string()],
};

const nameById: ReadonlyMap<number, PropertyName> = new Map(
  Object.entries(propertyTable).map(([name, { id }]) => [id, name as PropertyName]),
);

const NO_PROPERTIES: Properties = {};

/** Reads the length of the properties and the properties themselves, MQTT 5.0 §2.2.2; refuses in `body` what is wrong. */
export function readProperties(body: BodyCursor, carrier: PropertyCarrier): Properties {
  const block = body.block(body.variableByteInteger());
  if (block.isAtEnd) return NO_PROPERTIES;
  const properties = new Map<PropertyName, unknown>();
  while (!block.isAtEnd) readProperty(block, carrier, properties);
  if (block.violation !== undefined) body.refuse(block.violation);
  return Object.fromEntries(properties);
}

function readProperty(
  block: BodyCursor,
  carrier: PropertyCarrier,
  properties: Map<PropertyName, unknown>,
): void {
  const name = nameById.get(block.variableByteInteger());
  if (name === undefined) {
    block.refuse('unknown-property');
    return;
  }
  const rule: PropertyRule = propertyTable[name];
  if (!rule.carriers.includes(carrier)) block.refuse('misplaced-property');
  const value = readers[rule.type](block);
  const before = properties.get(name);
  if (before !== undefined && !rule.isRepeatable) block.refuse('repeated-property');
  if (rule.isNeverZero && value === 0) block.refuse('property-out-of-range');
  if (!rule.isRepeatable) properties.set(name, value);
  else if (before === undefined) properties.set(name, [value]);
  else (before as unknown[]).push(value);
}

function readFlag(body: BodyCursor): boolean {
  const byte = body.byte();
  if (byte > 1) body.refuse('property-out-of-range');
  return byte === 1;
}

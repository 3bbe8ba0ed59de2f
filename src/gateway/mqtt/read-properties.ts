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

const nameById: (PropertyName | undefined)[] = [];
for (const [name, { id }] of Object.entries(propertyTable)) nameById[id] = name as PropertyName;

type PropertiesSoFar = { [Name in PropertyName]?: unknown };

/** Reads the length of the properties and the properties themselves, MQTT 5.0 §2.2.2; refuses in `body` what is wrong. */
export function readProperties(body: BodyCursor, carrier: PropertyCarrier): Properties {
  const block = body.block(body.variableByteInteger());
  const properties: PropertiesSoFar = {};
  while (!block.isAtEnd) readProperty(block, carrier, properties);
  if (block.violation !== undefined) body.refuse(block.violation);
  return properties as Properties;
}

function readProperty(block: BodyCursor, carrier: PropertyCarrier, properties: PropertiesSoFar): void {
  const name = nameById[block.variableByteInteger()];
  if (name === undefined) {
    block.refuse('unknown-property');
    return;
  }
  const rule: PropertyRule = propertyTable[name];
  if (!rule.carriers.includes(carrier)) block.refuse('misplaced-property');
  const value = readers[rule.type](block);
  const before = properties[name];
  if (before !== undefined && !rule.isRepeatable) block.refuse('repeated-property');
  if (rule.isNeverZero && value === 0) block.refuse('property-out-of-range');
  if (!rule.isRepeatable) properties[name] = value;
  else if (before === undefined) properties[name] = [value];
  else (before as unknown[]).push(value);
}

function readFlag(body: BodyCursor): boolean {
  const byte = body.byte();
  if (byte > 1) body.refuse('property-out-of-range');
  return byte === 1;
}

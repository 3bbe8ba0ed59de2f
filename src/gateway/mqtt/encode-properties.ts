import {
  type Properties,
  type PropertyName,
  type PropertyRule,
  type PropertyValues,
  propertyTable,
} from './property-table.ts';
import { bytesForRemainingLength, writeRemainingLength } from './remaining-length.ts';

type Encoders = { readonly [Type in keyof PropertyValues]: (value: PropertyValues[Type]) => Buffer };

const encoders: Encoders = {
  flag: (value) => Buffer.of(value ? 1 : 0),
  byte: (value) => Buffer.of(value),
  uint16,
  uint32,
  variableByteInteger,
  string,
  topicName: string,
  binary,
  stringPair: ([name, value]) => Buffer.concat([string(name), string(value)]),
};

/** The bytes of the properties, MQTT 5.0 §2.2.2, their length in front. */
export function encodeProperties(properties: Properties): Buffer {
  const encoded = Object.entries(properties).flatMap(([name, value]) =>
    encodeProperty(propertyTable[name as PropertyName], value),
  );
  const bytes = Buffer.concat(encoded);
  return Buffer.concat([variableByteInteger(bytes.length), bytes]);
}

function encodeProperty(rule: PropertyRule, value: unknown): Buffer[] {
  const encode = encoders[rule.type] as (value: unknown) => Buffer;
  const values = rule.isRepeatable ? (value as readonly unknown[]) : [value];
  return values.flatMap((each) => [Buffer.of(rule.id), encode(each)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function variableByteInteger(value: number): Buffer {
  const bytes = Buffer.alloc(bytesForRemainingLength(value));
  writeRemainingLength(bytes, 0, value);
  return bytes;
}

function string(value: string): Buffer {
  return binary(Buffer.from(value));
}

function binary(value: Buffer): Buffer {
  return Buffer.concat([uint16(value.length), value]);
}

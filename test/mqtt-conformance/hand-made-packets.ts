import { bytesOf } from '../../src/gateway/mqtt/packet-cases.test-helper.ts';
import type { Level } from './versions.ts';

/** Bytes, or the notation of `bytesOf`. */
type Part = Buffer | string;

export interface ConnectFields {
  readonly clientId: string;
  readonly flags?: number;
  readonly keepAliveS?: number;
  /** Of MQTT 5, without their length. */
  readonly properties?: Part;
  /** Will, user name and password, each with its length. */
  readonly rest?: readonly Part[];
}

export interface PublishFields {
  readonly topic: string;
  readonly payload?: Buffer;
  /** 0 when left out. */
  readonly qos?: 0 | 1 | 2;
  readonly packetId?: number;
  readonly isDup?: boolean;
  readonly isRetained?: boolean;
  /** Of MQTT 5, without their length. */
  readonly properties?: Part;
}

/** A packet of these parts behind a first byte and the right remaining length. */
export function packet(firstByte: number, ...parts: readonly Part[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part)));
  return Buffer.concat([Buffer.from([firstByte]), remainingLength(body.length), body]);
}

/** Two bytes of length, then the text. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint16(bytes.length), bytes]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

/** Flags: 0xc2 is a clean session with user name and password. */
export function connect(level: Level, fields: ConnectFields): Buffer {
  const { clientId, flags = 0xc2, keepAliveS = 0, rest = [] } = fields;
  const name = level === 3 ? 'MQIsdp' : 'MQTT';
  const properties = propertiesOf(level, fields.properties);
  return packet(
    0x10,
    text(name),
    Buffer.from([level, flags]),
    uint16(keepAliveS),
    properties,
    text(clientId),
    ...rest,
  );
}

export function publish(level: Level, fields: PublishFields): Buffer {
  const { topic, payload = Buffer.alloc(0), qos = 0, packetId = 0, isDup, isRetained } = fields;
  const flags = (isDup ? 8 : 0) | (qos << 1) | (isRetained ? 1 : 0);
  const properties = propertiesOf(level, fields.properties);
  return packet(0x30 | flags, text(topic), qos === 0 ? '' : uint16(packetId), properties, payload);
}

/** Filters with the QoS that is asked for. */
export function subscribe(
  level: Level,
  packetId: number,
  filters: readonly (readonly [filter: string, qos: number])[],
): Buffer {
  const subscriptions = filters.map(([filter, qos]) => Buffer.concat([text(filter), Buffer.from([qos])]));
  return packet(0x82, uint16(packetId), propertiesOf(level), ...subscriptions);
}

export function unsubscribe(level: Level, packetId: number, filters: readonly string[]): Buffer {
  return packet(0xa2, uint16(packetId), propertiesOf(level), ...filters.map(text));
}

/** What consists of a packet id and, in MQTT 5, of the reason why it did not work. */
export const packetWithId = {
  puback: (packetId: number, reason?: number) => packet(0x40, uint16(packetId), reasonOf(reason)),
  pubrec: (packetId: number, reason?: number) => packet(0x50, uint16(packetId), reasonOf(reason)),
  pubrel: (packetId: number) => packet(0x62, uint16(packetId)),
  pubcomp: (packetId: number, reason?: number) => packet(0x70, uint16(packetId), reasonOf(reason)),
} as const;

export const pingreq: Buffer = Buffer.from('c000', 'hex');
export const pingresp: Buffer = Buffer.from('d000', 'hex');
export const disconnect: Buffer = Buffer.from('e000', 'hex');

export function suback(level: Level, packetId: number, codes: readonly number[]): Buffer {
  return packet(0x90, uint16(packetId), propertiesOf(level), Buffer.from(codes));
}

/** Its codes are there in MQTT 5 only. */
export function unsuback(level: Level, packetId: number, codes: readonly number[]): Buffer {
  return packet(0xb0, uint16(packetId), propertiesOf(level), Buffer.from(level === 5 ? codes : []));
}

/** Will topic and message, as they stand behind the client id. */
export function will(level: Level, topic: string, message: string): Buffer {
  return Buffer.concat([propertiesOf(level), text(topic), text(message)]);
}

/** With their length, which MQTT 5 has where the versions before it have nothing. */
function propertiesOf(level: Level, properties: Part = ''): Buffer {
  if (level !== 5) return Buffer.alloc(0);
  const bytes = typeof properties === 'string' ? bytesOf(properties) : properties;
  return Buffer.concat([remainingLength(bytes.length), bytes]);
}

function reasonOf(reason: number | undefined): Buffer {
  return reason === undefined ? Buffer.alloc(0) : Buffer.of(reason);
}

/** Seven bits a byte, lowest first. */
function remainingLength(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return Buffer.from(bytes);
  }
}

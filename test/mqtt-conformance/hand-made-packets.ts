import { bytesOf } from '../../src/gateway/mqtt/packet-cases.test-helper.ts';
import type { Level } from './versions.ts';

/** Bytes, or the notation of `bytesOf`. */
type Part = Buffer | string;

export interface ConnectFields {
  readonly clientId: string;
  readonly flags?: number;
  readonly keepAliveS?: number;
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
}

/** A packet of these parts behind a first byte and the right remaining length. */
export function packet(firstByte: number, ...parts: readonly Part[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part)));
  return Buffer.concat([Buffer.from([firstByte]), remainingLength(body.length), body]);
}

/** Two bytes of length, then the text. */
export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([uint16(bytes.length), bytes]);
}

export function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

/** Flags: 0xc2 is a clean session with user name and password. */
export function connect(level: Level, fields: ConnectFields): Buffer {
  const { clientId, flags = 0xc2, keepAliveS = 0, rest = [] } = fields;
  const name = level === 3 ? 'MQIsdp' : 'MQTT';
  return packet(0x10, text(name), Buffer.from([level, flags]), uint16(keepAliveS), text(clientId), ...rest);
}

export function publish(_level: Level, fields: PublishFields): Buffer {
  const { topic, payload = Buffer.alloc(0), qos = 0, packetId = 0, isDup, isRetained } = fields;
  const flags = (isDup ? 8 : 0) | (qos << 1) | (isRetained ? 1 : 0);
  return packet(0x30 | flags, text(topic), qos === 0 ? '' : uint16(packetId), payload);
}

/** Filters with the QoS that is asked for. */
export function subscribe(
  _level: Level,
  packetId: number,
  filters: readonly (readonly [filter: string, qos: number])[],
): Buffer {
  const subscriptions = filters.map(([filter, qos]) => Buffer.concat([text(filter), Buffer.from([qos])]));
  return packet(0x82, uint16(packetId), ...subscriptions);
}

export function unsubscribe(_level: Level, packetId: number, filters: readonly string[]): Buffer {
  return packet(0xa2, uint16(packetId), ...filters.map(text));
}

/** What consists of a packet id and nothing else. */
export const packetWithId = {
  puback: (packetId: number) => packet(0x40, uint16(packetId)),
  pubrec: (packetId: number) => packet(0x50, uint16(packetId)),
  pubrel: (packetId: number) => packet(0x62, uint16(packetId)),
  pubcomp: (packetId: number) => packet(0x70, uint16(packetId)),
} as const;

export const pingreq: Buffer = Buffer.from('c000', 'hex');
export const pingresp: Buffer = Buffer.from('d000', 'hex');
export const disconnect: Buffer = Buffer.from('e000', 'hex');

export function suback(_level: Level, packetId: number, codes: readonly number[]): Buffer {
  return packet(0x90, uint16(packetId), Buffer.from(codes));
}

export function unsuback(_level: Level, packetId: number, _codes: readonly number[]): Buffer {
  return packet(0xb0, uint16(packetId));
}

/** Seven bits a byte, lowest first. */
function remainingLength(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return Buffer.from(bytes);
  }
}

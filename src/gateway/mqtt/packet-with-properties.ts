import { encodeProperties } from './encode-properties.ts';
import { firstByte, type PacketType } from './packet-type.ts';
import type { Properties } from './property-table.ts';
import { bytesForRemainingLength, writeRemainingLength } from './remaining-length.ts';

/** The bytes of a packet of MQTT 5 that ends in its properties: CONNACK, DISCONNECT. */
export function packetWithProperties(type: PacketType, head: Buffer, properties: Properties): Buffer {
  const body = Buffer.concat([head, encodeProperties(properties)]);
  const front = Buffer.alloc(1 + bytesForRemainingLength(body.length));
  front[0] = firstByte(type, 0);
  writeRemainingLength(front, 1, body.length);
  return Buffer.concat([front, body]);
}

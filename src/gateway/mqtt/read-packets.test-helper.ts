import { parseConnect } from './connect.ts';
import { parseDisconnect } from './disconnect.ts';
import { MAX_PACKET_BYTES } from './packet-cases.test-helper.ts';
import { PacketReader } from './packet-reader.ts';
import { packetType } from './packet-type.ts';
import type { Violated } from './packet-violation.ts';
import { parsePingreq } from './pingreq.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { parsePuback } from './puback.ts';
import { parsePubcomp } from './pubcomp.ts';
import { type PublishPacket, parsePublish, payloadOf, topicOf } from './publish.ts';
import { type PublishPacket5, parsePublish5 } from './publish-5.ts';
import { parsePubrec } from './pubrec.ts';
import { parsePubrel } from './pubrel.ts';
import type { RawPacket } from './raw-packet.ts';
import { parseSubscribe } from './subscribe.ts';
import { parseUnsubscribe } from './unsubscribe.ts';

type Parser = (packet: RawPacket, level: ProtocolLevel) => object | undefined;

const parsers: Partial<Record<keyof typeof packetType, Parser>> = {
  connect: parseConnect,
  publish: (packet, level) =>
    level === protocolLevel.mqtt5 ? parsePublish5(packet) : parsePublish(packet, level),
  puback: parsePuback,
  pubrec: parsePubrec,
  pubrel: parsePubrel,
  pubcomp: parsePubcomp,
  subscribe: parseSubscribe,
  unsubscribe: parseUnsubscribe,
  pingreq: parsePingreq,
  disconnect: parseDisconnect,
};

/** The packets in the chunks, read and described in their order, up to the first violation. */
export function readPackets(
  chunks: Iterable<Buffer>,
  level: ProtocolLevel,
  maxPacketBytes = MAX_PACKET_BYTES,
): object[] {
  const reader = new PacketReader(maxPacketBytes);
  const packets: object[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next !== undefined; next = reader.next()) {
      const packet = describePacket(next, level);
      packets.push(packet);
      if ('violation' in packet) return packets;
    }
  }
  return packets;
}

/** A packet with its type's name, ranges as what they hold, and bytes in hex: for comparing. */
function describePacket(packet: RawPacket | Violated, level: ProtocolLevel): object {
  if ('violation' in packet) return packet;
  const type = typeNameOf(packet);
  const parsed = parserOf(type)?.(packet, level);
  if (parsed === undefined) return { type };
  if ('violation' in parsed) return { violation: parsed.violation };
  const fields = 'topicStart' in parsed ? describePublish(parsed as PublishPacket | PublishPacket5) : parsed;
  return withHex({ type, ...fields });
}

function describePublish(publish: PublishPacket | PublishPacket5): object {
  const { qos, dup, retain, packetId } = publish;
  const properties = 'properties' in publish ? { properties: publish.properties } : {};
  return { qos, dup, retain, packetId, ...properties, topic: topicOf(publish), payload: payloadOf(publish) };
}

function withHex(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, hexInside(field)]));
}

function hexInside(field: unknown): unknown {
  if (Buffer.isBuffer(field)) return field.toString('hex');
  return typeof field === 'object' && field !== null && !Array.isArray(field) ? withHex(field) : field;
}

function typeNameOf(packet: RawPacket): string | undefined {
  return Object.entries(packetType).find(([, type]) => type === packet.type)?.[0];
}

/** Undefined for the types that only a server sends. */
function parserOf(type: string | undefined): Parser | undefined {
  return Object.entries(parsers).find(([name]) => name === type)?.[1];
}

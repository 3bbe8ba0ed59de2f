import { firstByte, packetType } from './packet-type.ts';
import { type Violated, violated } from './packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { isQualityOfService, type QualityOfService } from './quality-of-service.ts';
import type { RawPacket } from './raw-packet.ts';
import { bytesForRemainingLength, writeRemainingLength } from './remaining-length.ts';
import { topicNameViolation } from './topic-name.ts';

/** PUBLISH as it came, MQTT 3.1.1 §3.3: ranges of the bytes read, so that a known topic is never made a string. */
export interface PublishPacket {
  readonly qos: QualityOfService;
  readonly dup: boolean;
  readonly retain: boolean;
  /** 0 at QoS 0, which has none. */
  readonly packetId: number;
  readonly bytes: Buffer;
  readonly topicStart: number;
  readonly topicEnd: number;
  readonly payloadStart: number;
  readonly payloadEnd: number;
}

/** A message to send. */
export interface OutgoingPublish {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: QualityOfService;
  /** 1 to 65,535 at QoS 1 and 2; ignored at QoS 0, which has none. */
  readonly packetId?: number;
  readonly dup?: boolean;
  readonly retain?: boolean;
}

const RETAIN_BIT = 0b0001;
const QOS_SHIFT = 1;
const QOS_BITS = 0b11;
const DUP_BIT = 0b1000;

/** Reads a PUBLISH; its topic is a proper topic name afterwards. */
export function parsePublish(packet: RawPacket, level: ProtocolLevel): PublishPacket | Violated {
  const publish = readPublish(packet, level);
  if ('violation' in publish) return publish;
  const violation = topicNameViolation(packet.bytes, publish.topicStart, publish.topicEnd);
  return violation === undefined ? publish : violated(violation);
}

/** Reads what comes before the payload, or in MQTT 5 before the properties. The topic is not looked at. */
export function readPublish(packet: RawPacket, level: ProtocolLevel): PublishPacket | Violated {
  const { bytes, flags, start, end } = packet;
  const qos = (flags >> QOS_SHIFT) & QOS_BITS;
  const dup = (flags & DUP_BIT) !== 0;
  if (!isQualityOfService(qos)) return violated('invalid-qos');
  // MQTT 3.1 "DUP" only says what the flag means above QoS 0.
  if (dup && qos === 0 && level !== protocolLevel.mqtt31) return violated('dup-at-qos-0');
  const topicStart = start + 2;
  const topicEnd = topicStart + uint16(bytes, start);
  const payloadStart = qos === 0 ? topicEnd : topicEnd + 2;
  // Also catches a body too short for the topic's length: whatever that reads as, the topic begins behind the end.
  if (payloadStart > end) return violated('truncated-body');
  const packetId = qos === 0 ? 0 : uint16(bytes, topicEnd);
  if (qos !== 0 && packetId === 0) return violated('packet-id-zero');
  const retain = (flags & RETAIN_BIT) !== 0;
  return { qos, dup, retain, packetId, bytes, topicStart, topicEnd, payloadStart, payloadEnd: end };
}

/** Whether the message is on this topic, given as UTF-8: the cheap way to know the topic a device always uses. */
export function isOnTopic(publish: PublishPacket, topic: Buffer): boolean {
  const { bytes, topicStart, topicEnd } = publish;
  if (topicEnd - topicStart !== topic.length) return false;
  // Backwards: topics of devices differ in their last characters. A native compare costs more than it saves here.
  for (let index = topic.length - 1; index >= 0; index--) {
    if (bytes[topicStart + index] !== topic[index]) return false;
  }
  return true;
}

export function topicOf(publish: PublishPacket): string {
  return publish.bytes.toString('utf8', publish.topicStart, publish.topicEnd);
}

/** A view of the bytes read, which are never written again: it may be kept. */
export function payloadOf(publish: PublishPacket): Buffer {
  return publish.bytes.subarray(publish.payloadStart, publish.payloadEnd);
}

/** The bytes of a PUBLISH, in MQTT 5 without properties. */
export function encodePublish(message: OutgoingPublish, level: ProtocolLevel): Buffer {
  const topicBytes = Buffer.byteLength(message.topic);
  const packetIdBytes = message.qos === 0 ? 0 : 2;
  const propertyBytes = level === protocolLevel.mqtt5 ? 1 : 0;
  const remainingLength = 2 + topicBytes + packetIdBytes + propertyBytes + message.payload.length;
  const bytes = Buffer.allocUnsafe(1 + bytesForRemainingLength(remainingLength) + remainingLength);
  bytes[0] = firstByte(packetType.publish, flagsOf(message));
  let offset = writeRemainingLength(bytes, 1, remainingLength);
  offset = bytes.writeUInt16BE(topicBytes, offset);
  offset += bytes.write(message.topic, offset);
  if (message.qos !== 0) offset = bytes.writeUInt16BE(message.packetId ?? 0, offset);
  bytes.fill(0, offset, offset + propertyBytes);
  bytes.set(message.payload, offset + propertyBytes);
  return bytes;
}

function flagsOf(message: OutgoingPublish): number {
  return (message.dup ? DUP_BIT : 0) | (message.qos << QOS_SHIFT) | (message.retain ? RETAIN_BIT : 0);
}

function uint16(bytes: Buffer, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}

import { BodyCursor } from './body-cursor.ts';
import { MAX_TOPIC_FILTERS } from './max-topic-filters.ts';
import { type Violated, violated } from './packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { isQualityOfService, type QualityOfService } from './quality-of-service.ts';
import { hasReservedFlags, type RawPacket } from './raw-packet.ts';
import { readProperties } from './read-properties.ts';

/** SUBSCRIBE, MQTT 3.1.1 §3.8 and MQTT 5.0 §3.8: at least one subscription, in the order in which the SUBACK answers them. */
export interface SubscribePacket {
  readonly packetId: number;
  readonly subscriptions: readonly Subscription[];
}

export interface Subscription {
  readonly topicFilter: string;
  /** The highest QoS at which the client wants messages. */
  readonly qos: QualityOfService;
}

const QOS_BITS = 0b11;
/** MQTT 5.0 §4.8.2 */
const SHARED = '$share/';
/** MQTT 5.0 §3.8.3.1. "No local" and "retain as published" say nothing where nobody hears himself and nothing is retained. */
const RETAIN_HANDLING_BITS = 0b0011_0000;
const RESERVED_BITS = 0b1100_0000;

export function parseSubscribe(packet: RawPacket, level: ProtocolLevel): SubscribePacket | Violated {
  if (hasReservedFlags(packet, level)) return violated('reserved-flags');
  const body = new BodyCursor(packet);
  const packetId = body.packetId();
  if (level === protocolLevel.mqtt5 && readProperties(body, 'subscribe').subscriptionIdentifier !== undefined)
    body.refuse('subscription-identifier');
  const subscriptions: Subscription[] = [];
  while (!body.isAtEnd) {
    if (subscriptions.length === MAX_TOPIC_FILTERS) return violated('too-many-topic-filters');
    subscriptions.push(readSubscription(body, level));
  }
  if (subscriptions.length === 0) body.refuse('no-topic-filter');
  return body.violation === undefined ? { packetId, subscriptions } : violated(body.violation);
}

function readSubscription(body: BodyCursor, level: ProtocolLevel): Subscription {
  const topicFilter = body.topicFilter();
  if (level === protocolLevel.mqtt5 && topicFilter.startsWith(SHARED)) body.refuse('shared-subscription');
  const qos = level === protocolLevel.mqtt5 ? readOptions(body) : readQos(body, level);
  if (isQualityOfService(qos)) return { topicFilter, qos };
  body.refuse('invalid-qos');
  return { topicFilter, qos: 0 };
}

/** [MQTT-3.8.3-4]; MQTT 3.1 "SUBSCRIBE" calls the upper six bits unused. */
function readQos(body: BodyCursor, level: ProtocolLevel): number {
  const options = body.byte();
  return level === protocolLevel.mqtt31 ? options & QOS_BITS : options;
}

function readOptions(body: BodyCursor): number {
  const options = body.byte();
  if (options & RESERVED_BITS) body.refuse('reserved-subscription-options');
  if ((options & RETAIN_HANDLING_BITS) === RETAIN_HANDLING_BITS) body.refuse('invalid-retain-handling');
  return options & QOS_BITS;
}

import { BodyCursor } from './body-cursor.ts';
import { MAX_TOPIC_FILTERS } from './max-topic-filters.ts';
import { type Violated, violated } from './packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { isQualityOfService, type QualityOfService } from './quality-of-service.ts';
import { hasReservedFlags, type RawPacket } from './raw-packet.ts';

/** SUBSCRIBE, MQTT 3.1.1 §3.8: at least one subscription, in the order in which the SUBACK answers them. */
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

export function parseSubscribe(packet: RawPacket, level: ProtocolLevel): SubscribePacket | Violated {
  if (hasReservedFlags(packet, level)) return violated('reserved-flags');
  const body = new BodyCursor(packet);
  const packetId = body.packetId();
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
  const options = body.byte();
  // [MQTT-3.8.3-4]; MQTT 3.1 "SUBSCRIBE" calls the upper six bits unused.
  const qos = level === protocolLevel.mqtt31 ? options & QOS_BITS : options;
  if (isQualityOfService(qos)) return { topicFilter, qos };
  body.refuse('invalid-qos');
  return { topicFilter, qos: 0 };
}

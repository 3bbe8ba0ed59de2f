import { BodyCursor } from './body-cursor.ts';
import { MAX_TOPIC_FILTERS } from './max-topic-filters.ts';
import { type Violated, violated } from './packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { hasReservedFlags, type RawPacket } from './raw-packet.ts';
import { readProperties } from './read-properties.ts';

/** UNSUBSCRIBE, MQTT 3.1.1 §3.10 and MQTT 5.0 §3.10: at least one topic filter. */
export interface UnsubscribePacket {
  readonly packetId: number;
  readonly topicFilters: readonly string[];
}

export function parseUnsubscribe(packet: RawPacket, level: ProtocolLevel): UnsubscribePacket | Violated {
  if (hasReservedFlags(packet, level)) return violated('reserved-flags');
  const body = new BodyCursor(packet);
  const packetId = body.packetId();
  if (level === protocolLevel.mqtt5) readProperties(body, 'unsubscribe');
  const topicFilters: string[] = [];
  while (!body.isAtEnd) {
    if (topicFilters.length === MAX_TOPIC_FILTERS) return violated('too-many-topic-filters');
    topicFilters.push(body.topicFilter());
  }
  if (topicFilters.length === 0) body.refuse('no-topic-filter');
  return body.violation === undefined ? { packetId, topicFilters } : violated(body.violation);
}

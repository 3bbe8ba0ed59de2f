import { BodyCursor } from './body-cursor.ts';
import { type Violated, violated } from './packet-violation.ts';
import type { Properties } from './property-table.ts';
import { protocolLevel } from './protocol-level.ts';
import { type PublishPacket, readPublish } from './publish.ts';
import type { RawPacket } from './raw-packet.ts';
import { readProperties } from './read-properties.ts';
import { topicNameViolation } from './topic-name.ts';

/** PUBLISH of MQTT 5, §3.3. Its topic may be empty when it has a topic alias. */
export interface PublishPacket5 extends PublishPacket {
  readonly properties: Properties;
}

const NO_PROPERTIES: Properties = {};

export function parsePublish5(packet: RawPacket): PublishPacket5 | Violated {
  const publish = readPublish(packet, protocolLevel.mqtt5);
  if ('violation' in publish) return publish;
  const { qos, dup, retain, packetId, bytes, topicStart, topicEnd, payloadEnd } = publish;
  const propertiesStart = publish.payloadStart;
  // Most messages have none, and every message of a device passes here.
  const hasNone = propertiesStart < payloadEnd && bytes[propertiesStart] === 0;
  const body = hasNone ? undefined : new BodyCursor({ bytes, start: propertiesStart, end: payloadEnd });
  const properties = body === undefined ? NO_PROPERTIES : readProperties(body, 'publish');
  const isTopicLeftOut = topicStart === topicEnd && properties.topicAlias !== undefined;
  const violation =
    body?.violation ?? (isTopicLeftOut ? undefined : topicNameViolation(bytes, topicStart, topicEnd));
  if (violation !== undefined) return violated(violation);
  const payloadStart = body?.position ?? propertiesStart + 1;
  return { qos, dup, retain, packetId, bytes, topicStart, topicEnd, payloadStart, payloadEnd, properties };
}

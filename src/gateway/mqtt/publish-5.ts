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

export function parsePublish5(packet: RawPacket): PublishPacket5 | Violated {
  const publish = readPublish(packet, protocolLevel.mqtt5);
  if ('violation' in publish) return publish;
  const { bytes, topicStart, topicEnd, payloadStart, payloadEnd } = publish;
  const body = new BodyCursor({ bytes, start: payloadStart, end: payloadEnd });
  const properties = readProperties(body, 'publish');
  const isTopicLeftOut = topicStart === topicEnd && properties.topicAlias !== undefined;
  const violation =
    body.violation ?? (isTopicLeftOut ? undefined : topicNameViolation(bytes, topicStart, topicEnd));
  if (violation !== undefined) return violated(violation);
  return { ...publish, payloadStart: body.position, properties };
}

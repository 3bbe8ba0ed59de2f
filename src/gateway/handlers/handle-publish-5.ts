import type { DeviceSession } from '../device-session.ts';
import type { PublishPacket } from '../mqtt/publish.ts';
import { parsePublish5 } from '../mqtt/publish-5.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { takePublish } from './handle-publish.ts';

/** A PUBLISH of MQTT 5, §3.3. Of its properties only the topic alias means something here. */
export function handlePublish5(session: DeviceSession, packet: RawPacket): void {
  const mqtt5 = session.mqtt5!;
  const publish = parsePublish5(packet);
  if ('violation' in publish) {
    session.violate(publish.violation);
    return;
  }
  const topic = mqtt5.topicOf(publish, session.reportTopic!);
  if (typeof topic !== 'string') session.violate(topic.violation);
  else if (publish.retain) session.violate('retain-not-supported');
  else if (isOneTooMany(session, publish)) session.violate('receive-maximum-exceeded');
  else {
    if (publish.qos === 1) mqtt5.unacknowledged++;
    takePublish(session, publish, topic);
  }
}

/** MQTT 5.0 §3.3.4: at QoS 1 a publish is under way until its PUBACK, at QoS 2 until its PUBCOMP. */
function isOneTooMany(session: DeviceSession, { qos, packetId }: PublishPacket): boolean {
  const isRepeated = qos === 2 && session.unreleased?.has(packetId);
  if (qos === 0 || isRepeated) return false;
  const underWay = session.mqtt5!.unacknowledged + (session.unreleased?.size ?? 0);
  return underWay >= session.context.limits.receiveMaximum;
}

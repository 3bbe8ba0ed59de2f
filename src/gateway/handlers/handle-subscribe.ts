import { encodeClientCount } from '../../codec/server-message.ts';
import type { DeviceSession } from '../device-session.ts';
import { commandTopic, maySubscribe, resultTopic } from '../device-topics.ts';
import { type ProtocolLevel, protocolLevel } from '../mqtt/protocol-level.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { type ReasonCode, reasonCode } from '../mqtt/reason-code.ts';
import { encodeSuback, SUBSCRIPTION_FAILURE, type SubackCode } from '../mqtt/suback.ts';
import { parseSubscribe, type Subscription } from '../mqtt/subscribe.ts';

export function handleSubscribe(session: DeviceSession, packet: RawPacket): void {
  const subscribe = parseSubscribe(packet, session.level);
  if ('violation' in subscribe) {
    session.violate(subscribe.violation);
    return;
  }
  const device = session.device!;
  const productKey = session.context.productOf(device.productId)?.productKey;
  const codes = subscribe.subscriptions.map((subscription) =>
    grant(session, subscription, maySubscribe(subscription.topicFilter, device.did, productKey)),
  );
  session.sendIfTaken(encodeSuback(subscribe.packetId, codes, session.level));
  session.commands.setListening(session.subscriptions.hears(commandTopic(device.did)));
  // The module shows "app connected" to its MCU by this count, and learns it only so (device-cloud.md §4.5).
  const results = resultTopic(device.did);
  if (subscribe.subscriptions.some(({ topicFilter }) => topicFilter === results))
    session.publish(results, encodeClientCount(session.context.clientCount(device.deviceId)));
}

/** Everything is sent at QoS 0, but a device that wants 1 is granted 1: it is the highest it may be sent. */
export function grant(session: DeviceSession, subscription: Subscription, isAllowed: boolean): SubackCode {
  const granted = subscription.qos === 0 ? 0 : 1;
  if (!isAllowed) return refusal(session.level, reasonCode.notAuthorized) ?? granted;
  if (!session.subscriptions.add(subscription.topicFilter))
    return refusal(session.level, reasonCode.quotaExceeded) ?? granted;
  return granted;
}

/** MQTT 3.1 "SUBACK" knows nothing but granted QoS: there, what is refused just stays silent. */
function refusal(level: ProtocolLevel, reason: ReasonCode): SubackCode | undefined {
  if (level === protocolLevel.mqtt31) return undefined;
  return level === protocolLevel.mqtt5 ? reason : SUBSCRIPTION_FAILURE;
}

import { encodeClientCount } from '../../codec/server-message.ts';
import type { DeviceSession } from '../device-session.ts';
import { heardTopics, resultTopic } from '../device-topics.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
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
  const heard = subscribe.subscriptions.map(({ topicFilter }) =>
    heardTopics(topicFilter, device.did, productKey),
  );
  const codes = subscribe.subscriptions.map((subscription, at) =>
    grant(subscription, heard[at] !== undefined),
  );
  session.send(encodeSuback(subscribe.packetId, codes));
  if (heard.some((topics) => topics?.commands)) session.commands.setListening(true);
  // The module shows "app connected" to its MCU by this count, and learns it only so (device-cloud.md §4.5).
  if (heard.some((topics) => topics?.results)) {
    session.hearsResults = true;
    session.publish(resultTopic(device.did), encodeClientCount(session.context.clientCount(device.deviceId)));
  }
}

/** Everything is sent at QoS 0, but a device that wants 1 is granted 1: it is the highest it may be sent. */
function grant(subscription: Subscription, isAllowed: boolean): SubackCode {
  if (!isAllowed) return SUBSCRIPTION_FAILURE;
  return subscription.qos === 0 ? 0 : 1;
}

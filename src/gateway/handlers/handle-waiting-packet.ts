import { encodeClientCount } from '../../codec/server-message.ts';
import type { DeviceSession, WaitingLogin } from '../device-session.ts';
import { maySubscribe, productOfNotices, resultTopic } from '../device-topics.ts';
import { type PacketType, packetType } from '../mqtt/packet-type.ts';
import { protocolLevel } from '../mqtt/protocol-level.ts';
import { parsePublish } from '../mqtt/publish.ts';
import { parsePublish5 } from '../mqtt/publish-5.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { reasonCode } from '../mqtt/reason-code.ts';
import { encodeSuback } from '../mqtt/suback.ts';
import { parseSubscribe, type SubscribePacket } from '../mqtt/subscribe.ts';
import { encodeUnsuback } from '../mqtt/unsuback.ts';
import { parseUnsubscribe } from '../mqtt/unsubscribe.ts';
import { handleDisconnect } from './handle-disconnect.ts';
import { handlePingreq } from './handle-pingreq.ts';
import { handlePubrel } from './handle-pubrel.ts';
import { grant } from './handle-subscribe.ts';

type Handler = (session: DeviceSession, packet: RawPacket) => void;

/**
 * What a device may send while it waits for approval (contract.md §1, adoption): it is answered like any other, so that its
 * firmware stays as it is, but nothing that it publishes counts.
 */
const handlers: Readonly<Partial<Record<PacketType, Handler>>> = {
  [packetType.publish]: passOver,
  [packetType.pubrel]: handlePubrel,
  [packetType.subscribe]: subscribe,
  [packetType.unsubscribe]: unsubscribe,
  [packetType.pingreq]: handlePingreq,
  [packetType.disconnect]: handleDisconnect,
};

export function handleWaitingPacket(session: DeviceSession, packet: RawPacket): void {
  const handler = handlers[packet.type];
  if (handler === undefined) session.violate('unexpected-packet');
  else handler(session, packet);
}

/** Never acknowledged, whatever its QoS: what is acknowledged is kept. A module that wants it known sends it again. */
function passOver(session: DeviceSession, packet: RawPacket): void {
  const isOf5 = session.level === protocolLevel.mqtt5;
  const publish = isOf5 ? parsePublish5(packet) : parsePublish(packet, session.level);
  if ('violation' in publish) session.violate(publish.violation);
}

function subscribe(session: DeviceSession, packet: RawPacket): void {
  const request = parseSubscribe(packet, session.level);
  if ('violation' in request) {
    session.violate(request.violation);
    return;
  }
  const waiting = session.waiting!;
  const productKey = waiting.productKey ?? namedProduct(request);
  if (productKey === undefined || productKey === waiting.productKey) {
    answer(session, waiting, request);
    return;
  }
  session.hold('login');
  admit(session, { ...waiting, productKey }).then(
    (isAdmitted) => {
      if (!isAdmitted) {
        session.end('offline_exception');
        return;
      }
      session.waitFor(productKey);
      answer(session, waiting, request);
      session.release('login');
    },
    () => session.end('offline_exception'),
  );
}

function namedProduct({ subscriptions }: SubscribePacket): string | undefined {
  for (const { topicFilter } of subscriptions) {
    const productKey = productOfNotices(topicFilter);
    if (productKey !== undefined) return productKey;
  }
  return undefined;
}

function admit(session: DeviceSession, login: WaitingLogin & { productKey: string }): Promise<boolean> {
  const { did, passcode, productKey } = login;
  return session.context.adoption.admit({ did, passcode, productKey, clientAddress: session.remoteAddress });
}

function answer(
  session: DeviceSession,
  { did, productKey }: WaitingLogin,
  { packetId, subscriptions }: SubscribePacket,
): void {
  const codes = subscriptions.map((subscription) =>
    grant(session, subscription, maySubscribe(subscription.topicFilter, did, productKey)),
  );
  session.sendIfTaken(encodeSuback(packetId, codes, session.level));
  const results = resultTopic(did);
  if (subscriptions.some(({ topicFilter }) => topicFilter === results))
    session.publish(results, encodeClientCount(0));
}

function unsubscribe(session: DeviceSession, packet: RawPacket): void {
  const request = parseUnsubscribe(packet, session.level);
  if ('violation' in request) {
    session.violate(request.violation);
    return;
  }
  const codes = request.topicFilters.map((filter) =>
    session.subscriptions.remove(filter) ? reasonCode.success : reasonCode.noSubscriptionExisted,
  );
  session.sendIfTaken(encodeUnsuback(request.packetId, codes, session.level));
}

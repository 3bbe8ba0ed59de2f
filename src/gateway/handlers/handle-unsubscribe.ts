import type { DeviceSession } from '../device-session.ts';
import { commandTopic } from '../device-topics.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { reasonCode } from '../mqtt/reason-code.ts';
import { encodeUnsuback } from '../mqtt/unsuback.ts';
import { parseUnsubscribe } from '../mqtt/unsubscribe.ts';

export function handleUnsubscribe(session: DeviceSession, packet: RawPacket): void {
  const unsubscribe = parseUnsubscribe(packet, session.level);
  if ('violation' in unsubscribe) {
    session.violate(unsubscribe.violation);
    return;
  }
  const codes = unsubscribe.topicFilters.map((filter) =>
    session.subscriptions.remove(filter) ? reasonCode.success : reasonCode.noSubscriptionExisted,
  );
  session.commands.setListening(session.subscriptions.hears(commandTopic(session.device!.did)));
  session.sendIfTaken(encodeUnsuback(unsubscribe.packetId, codes, session.level));
}

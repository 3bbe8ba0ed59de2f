import type { DeviceSession } from '../device-session.ts';
import { heardTopics } from '../device-topics.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { encodeUnsuback } from '../mqtt/unsuback.ts';
import { parseUnsubscribe } from '../mqtt/unsubscribe.ts';

export function handleUnsubscribe(session: DeviceSession, packet: RawPacket): void {
  const unsubscribe = parseUnsubscribe(packet, session.level);
  if ('violation' in unsubscribe) {
    session.violate(unsubscribe.violation);
    return;
  }
  const { did } = session.device!;
  const unheard = unsubscribe.topicFilters.map((filter) => heardTopics(filter, did, undefined));
  if (unheard.some((topics) => topics?.commands)) session.commands.setListening(false);
  if (unheard.some((topics) => topics?.results)) session.hearsResults = false;
  session.send(encodeUnsuback(unsubscribe.packetId));
}

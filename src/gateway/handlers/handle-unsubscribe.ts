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
  const isDeaf = unsubscribe.topicFilters.some((filter) => heardTopics(filter, did, undefined)?.commands);
  if (isDeaf) session.commands.setListening(false);
  session.send(encodeUnsuback(unsubscribe.packetId));
}

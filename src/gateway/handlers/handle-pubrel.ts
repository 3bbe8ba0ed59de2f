import type { DeviceSession } from '../device-session.ts';
import { encodePubcomp } from '../mqtt/pubcomp.ts';
import { parsePubrel } from '../mqtt/pubrel.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';

/** [MQTT-4.3.3-2]: PUBREL is answered even when its message is unknown, as after a reconnect. */
export function handlePubrel(session: DeviceSession, packet: RawPacket): void {
  const pubrel = parsePubrel(packet, session.level);
  if ('violation' in pubrel) {
    session.violate(pubrel.violation);
    return;
  }
  // It answers a PUBREC that was never sent; PUBCOMP would say of a message that is not on disk that it is.
  if (session.unreleased?.get(pubrel.packetId)) {
    session.end('offline_exception');
    return;
  }
  session.unreleased?.delete(pubrel.packetId);
  session.send(encodePubcomp(pubrel.packetId));
}

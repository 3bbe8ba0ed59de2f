import type { DeviceSession } from '../device-session.ts';
import { encodeFailedPacketId } from '../mqtt/packet-id-packet.ts';
import { packetType } from '../mqtt/packet-type.ts';
import { protocolLevel } from '../mqtt/protocol-level.ts';
import { encodePubcomp } from '../mqtt/pubcomp.ts';
import { parsePubrel } from '../mqtt/pubrel.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { reasonCode } from '../mqtt/reason-code.ts';

/** [MQTT-4.3.3-2]: PUBREL is answered even when its message is unknown, as after a reconnect. */
export function handlePubrel(session: DeviceSession, packet: RawPacket): void {
  const pubrel = parsePubrel(packet, session.level);
  if ('violation' in pubrel) {
    session.violate(pubrel.violation);
    return;
  }
  const { packetId } = pubrel;
  // It answers a PUBREC that was never sent; PUBCOMP would say of a message that is not on disk that it is.
  if (session.unreleased?.get(packetId)) {
    session.violate('unexpected-packet');
    return;
  }
  const isKnown = session.unreleased?.delete(packetId) ?? false;
  session.send(
    isKnown || session.level !== protocolLevel.mqtt5 ? encodePubcomp(packetId) : notFound(packetId),
  );
}

/** MQTT 5.0 §3.7.2.1 */
function notFound(packetId: number): Buffer {
  return encodeFailedPacketId(packetType.pubcomp, packetId, reasonCode.packetIdentifierNotFound);
}

import type { DeviceSession } from '../device-session.ts';
import { parsePingreq } from '../mqtt/pingreq.ts';
import { pingresp } from '../mqtt/pingresp.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';

export function handlePingreq(session: DeviceSession, packet: RawPacket): void {
  const violated = parsePingreq(packet, session.level);
  if (violated) {
    session.violate(violated.violation);
    return;
  }
  session.heartbeat.beat(session.context.monotonicClock());
  session.send(pingresp);
}

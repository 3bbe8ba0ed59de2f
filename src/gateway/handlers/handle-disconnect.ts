import type { DeviceSession } from '../device-session.ts';
import { parseDisconnect } from '../mqtt/disconnect.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';

export function handleDisconnect(session: DeviceSession, packet: RawPacket): void {
  const violated = parseDisconnect(packet, session.level);
  if (violated) session.violate(violated.violation);
  else session.end('mqtt_disconnect');
}

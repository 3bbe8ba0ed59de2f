import type { DeviceSession } from '../device-session.ts';
import { parseDisconnect } from '../mqtt/disconnect.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';

export function handleDisconnect(session: DeviceSession, packet: RawPacket): void {
  const disconnect = parseDisconnect(packet, session.level);
  if ('violation' in disconnect) {
    session.violate(disconnect.violation);
    return;
  }
  // MQTT 5.0 §3.14.2.2.2
  const isRevived =
    session.mqtt5?.wantsLastingSession === false && disconnect.properties?.sessionExpiryInterval;
  if (isRevived) session.violate('session-expiry-after-none');
  else session.end('mqtt_disconnect');
}

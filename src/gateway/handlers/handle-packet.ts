import type { DeviceSession } from '../device-session.ts';
import { type PacketType, packetType } from '../mqtt/packet-type.ts';
import { parsePuback } from '../mqtt/puback.ts';
import { parsePubcomp } from '../mqtt/pubcomp.ts';
import { parsePubrec } from '../mqtt/pubrec.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { handleConnect } from './handle-connect.ts';
import { handleDisconnect } from './handle-disconnect.ts';
import { handlePingreq } from './handle-pingreq.ts';
import { handlePublish } from './handle-publish.ts';
import { handlePubrel } from './handle-pubrel.ts';
import { handleSubscribe } from './handle-subscribe.ts';
import { handleUnsubscribe } from './handle-unsubscribe.ts';

type Handler = (session: DeviceSession, packet: RawPacket) => void;

/** What a device may send once it is logged in. We publish at QoS 0, so its answers to QoS 1 and 2 mean nothing here. */
const handlers: Readonly<Partial<Record<PacketType, Handler>>> = {
  [packetType.publish]: handlePublish,
  [packetType.puback]: checkOnly(parsePuback),
  [packetType.pubrec]: checkOnly(parsePubrec),
  [packetType.pubrel]: handlePubrel,
  [packetType.pubcomp]: checkOnly(parsePubcomp),
  [packetType.subscribe]: handleSubscribe,
  [packetType.unsubscribe]: handleUnsubscribe,
  [packetType.pingreq]: handlePingreq,
  [packetType.disconnect]: handleDisconnect,
};

/** The only place that decides which packets are legal when. */
export function handlePacket(session: DeviceSession, packet: RawPacket): void {
  if (packet.type === packetType.connect) {
    // [MQTT-3.1.0-2]: a second CONNECT is a violation.
    if (session.device === undefined) handleConnect(session, packet);
    else session.end('offline_exception');
    return;
  }
  const handler = session.device === undefined ? undefined : handlers[packet.type];
  // [MQTT-3.1.0-1]: the first packet must be a CONNECT; and packets that only a server sends are never legal.
  if (handler === undefined) session.end('offline_exception');
  else handler(session, packet);
}

function checkOnly(parse: (packet: RawPacket, level: DeviceSession['level']) => object): Handler {
  return (session, packet) => {
    const parsed = parse(packet, session.level);
    if ('violation' in parsed) session.end('offline_exception');
  };
}

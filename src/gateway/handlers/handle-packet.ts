import type { DeviceSession } from '../device-session.ts';
import type { PacketIdPacket } from '../mqtt/packet-id-packet.ts';
import { type PacketType, packetType } from '../mqtt/packet-type.ts';
import type { Violated } from '../mqtt/packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from '../mqtt/protocol-level.ts';
import { parsePuback } from '../mqtt/puback.ts';
import { parsePubcomp } from '../mqtt/pubcomp.ts';
import { parsePubrec } from '../mqtt/pubrec.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { handleConnect } from './handle-connect.ts';
import { handleDisconnect } from './handle-disconnect.ts';
import { handlePingreq } from './handle-pingreq.ts';
import { handlePublish } from './handle-publish.ts';
import { handlePublish5 } from './handle-publish-5.ts';
import { handlePubrel } from './handle-pubrel.ts';
import { handleSubscribe } from './handle-subscribe.ts';
import { handleUnsubscribe } from './handle-unsubscribe.ts';
import { handleWaitingPacket } from './handle-waiting-packet.ts';

type Handler = (session: DeviceSession, packet: RawPacket) => void;
type Handlers = Readonly<Partial<Record<PacketType, Handler>>>;

/** What a device may send once it is logged in. We publish at QoS 0, so its answers to QoS 1 and 2 mean nothing here. */
const handlers: Handlers = {
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

const handlersByLevel: Readonly<Record<ProtocolLevel, Handlers>> = {
  [protocolLevel.mqtt31]: handlers,
  [protocolLevel.mqtt311]: handlers,
  [protocolLevel.mqtt5]: { ...handlers, [packetType.publish]: handlePublish5 },
};

/** The only place that decides which packets are legal when. */
export function handlePacket(session: DeviceSession, packet: RawPacket): void {
  if (session.waiting !== undefined) {
    handleWaitingPacket(session, packet);
    return;
  }
  if (packet.type === packetType.connect) {
    // [MQTT-3.1.0-2]: a second CONNECT is a violation.
    if (session.device === undefined) handleConnect(session, packet);
    else session.violate('unexpected-packet');
    return;
  }
  const handler = session.device === undefined ? undefined : handlersByLevel[session.level][packet.type];
  // [MQTT-3.1.0-1]: the first packet must be a CONNECT; and packets that only a server sends are never legal.
  if (handler === undefined) session.violate('unexpected-packet');
  else handler(session, packet);
}

function checkOnly(parse: (packet: RawPacket, level: ProtocolLevel) => PacketIdPacket | Violated): Handler {
  return (session, packet) => {
    const parsed = parse(packet, session.level);
    if ('violation' in parsed) session.violate(parsed.violation);
  };
}

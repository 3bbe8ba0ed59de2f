import { BodyCursor } from './body-cursor.ts';
import type { PacketViolation, Violated } from './packet-violation.ts';
import type { Properties } from './property-table.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { isQualityOfService, type QualityOfService } from './quality-of-service.ts';
import { hasReservedFlags, type RawPacket } from './raw-packet.ts';
import { readProperties } from './read-properties.ts';

/**
 * CONNECT, MQTT 3.1.1 §3.1, MQTT 5.0 §3.1 and MQTT 3.1 "CONNECT". Buffers are views of the bytes read: copy what is to
 * be kept.
 */
export interface ConnectPacket {
  readonly level: ProtocolLevel;
  /** MQTT 5 calls it clean start. */
  readonly cleanSession: boolean;
  /** 0 switches the keep-alive off. */
  readonly keepAliveSeconds: number;
  /** May be empty at level 4 with a clean session, and at level 5: the server names the client, [MQTT-3.1.3-6]. */
  readonly clientId: string;
  readonly will: Will | undefined;
  readonly userName: string | undefined;
  readonly password: Buffer | undefined;
  /** Of MQTT 5. */
  readonly properties?: Properties;
}

/** A CONNECT that cannot be accepted: the level says in which form the device can be told, if it is one of ours. */
export interface RefusedConnect extends Violated {
  readonly level: ProtocolLevel | undefined;
  /** Of MQTT 5, as far as they could be read: they say how long the refusal may be. */
  readonly properties?: Properties | undefined;
}

export interface Will {
  readonly topic: string;
  readonly message: Buffer;
  readonly qos: QualityOfService;
  readonly retain: boolean;
  /** Of MQTT 5. */
  readonly properties?: Properties;
}

const connectFlag = {
  reserved: 0b0000_0001,
  cleanSession: 0b0000_0010,
  will: 0b0000_0100,
  willQos: 0b0001_1000,
  willRetain: 0b0010_0000,
  password: 0b0100_0000,
  userName: 0b1000_0000,
} as const;

const WILL_QOS_SHIFT = 3;

const levelsByProtocolName: ReadonlyMap<string, readonly ProtocolLevel[]> = new Map([
  ['MQIsdp', [protocolLevel.mqtt31]],
  ['MQTT', [protocolLevel.mqtt311, protocolLevel.mqtt5]],
]);

/** MQTT 3.1 "Client Identifier": 1 to 23 characters. */
const MAX_CLIENT_ID_CHARACTERS_MQTT31 = 23;

/** Reads a CONNECT. A protocol level other than 3, 4 and 5 is refused before anything behind it is looked at. */
export function parseConnect(packet: RawPacket): ConnectPacket | RefusedConnect {
  const body = new BodyCursor(packet);
  const level = readLevel(body);
  if (level === undefined) return { violation: body.violation!, level };
  if (hasReservedFlags(packet, level)) return { violation: 'reserved-flags', level };
  const connect = readConnect(body, level);
  body.finish();
  if (body.violation === undefined) return connect;
  return { violation: body.violation, level, properties: connect.properties };
}

function readLevel(body: BodyCursor): ProtocolLevel | undefined {
  const levels = levelsByProtocolName.get(body.string());
  if (levels === undefined) body.refuse('unknown-protocol-name');
  const byte = body.byte();
  const level = levels?.find((each) => each === byte);
  if (level === undefined) body.refuse('unsupported-protocol-level');
  return level;
}

function readConnect(body: BodyCursor, level: ProtocolLevel): ConnectPacket {
  const flags = body.byte();
  const wrongFlags = connectFlagsViolation(flags, level);
  if (wrongFlags !== undefined) body.refuse(wrongFlags);
  const cleanSession = (flags & connectFlag.cleanSession) !== 0;
  return {
    level,
    cleanSession,
    keepAliveSeconds: body.uint16(),
    ...(level === protocolLevel.mqtt5 && { properties: readConnectProperties(body) }),
    clientId: readClientId(body, level, cleanSession),
    will: flags & connectFlag.will ? readWill(body, flags, level) : undefined,
    userName: hasCredential(body, level, flags & connectFlag.userName) ? body.string() : undefined,
    password: hasCredential(body, level, flags & connectFlag.password) ? body.binary() : undefined,
  };
}

function readConnectProperties(body: BodyCursor): Properties {
  const properties = readProperties(body, 'connect');
  if (properties.authenticationData !== undefined && properties.authenticationMethod === undefined)
    body.refuse('authentication-data-without-method');
  return properties;
}

/** MQTT 3.1 "Connect flags" calls bit 0 unused and the will's bits meaningless without a will. */
function connectFlagsViolation(flags: number, level: ProtocolLevel): PacketViolation | undefined {
  const isStrict = level !== protocolLevel.mqtt31;
  if (isStrict && flags & connectFlag.reserved) return 'reserved-connect-flag';
  if (flags & connectFlag.will) {
    if (!isQualityOfService(willQos(flags))) return 'invalid-will-flags';
  } else if (isStrict && flags & (connectFlag.willQos | connectFlag.willRetain)) return 'invalid-will-flags';
  const isPasswordAlone = (flags & connectFlag.password) !== 0 && (flags & connectFlag.userName) === 0;
  // MQTT 5.0 §3.1.2.9 allows it.
  return isPasswordAlone && level !== protocolLevel.mqtt5 ? 'password-without-user-name' : undefined;
}

function readClientId(body: BodyCursor, level: ProtocolLevel, cleanSession: boolean): string {
  const clientId = body.string();
  const isAccepted =
    level === protocolLevel.mqtt31
      ? isClientId31(clientId)
      : clientId !== '' || cleanSession || level === protocolLevel.mqtt5;
  if (!isAccepted) body.refuse('client-id-rejected');
  return clientId;
}

function isClientId31(clientId: string): boolean {
  const characters = [...clientId].length;
  return characters > 0 && characters <= MAX_CLIENT_ID_CHARACTERS_MQTT31;
}

function readWill(body: BodyCursor, flags: number, level: ProtocolLevel): Will {
  return {
    ...(level === protocolLevel.mqtt5 && { properties: readProperties(body, 'will') }),
    topic: body.topicName(),
    message: body.binary(),
    qos: willQos(flags) as QualityOfService,
    retain: (flags & connectFlag.willRetain) !== 0,
  };
}

/** MQTT 3.1 "User name and password flags": the remaining length wins, a flagged string may be missing altogether. */
function hasCredential(body: BodyCursor, level: ProtocolLevel, flag: number): boolean {
  const isLeftOut = level === protocolLevel.mqtt31 && body.isAtEnd;
  return flag !== 0 && !isLeftOut;
}

function willQos(flags: number): number {
  return (flags & connectFlag.willQos) >> WILL_QOS_SHIFT;
}

import { BodyCursor } from './body-cursor.ts';
import { type PacketViolation, type Violated, violated } from './packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { isQualityOfService, type QualityOfService } from './quality-of-service.ts';
import { hasReservedFlags, type RawPacket } from './raw-packet.ts';

/** CONNECT, MQTT 3.1.1 §3.1 and MQTT 3.1 "CONNECT". Buffers are views of the bytes read: copy what is to be kept. */
export interface ConnectPacket {
  readonly level: ProtocolLevel;
  readonly cleanSession: boolean;
  /** 0 switches the keep-alive off. */
  readonly keepAliveSeconds: number;
  /** May be empty at level 4 with a clean session: the server then names the client itself, [MQTT-3.1.3-6]. */
  readonly clientId: string;
  readonly will: Will | undefined;
  readonly userName: string | undefined;
  readonly password: Buffer | undefined;
}

export interface Will {
  readonly topic: string;
  readonly message: Buffer;
  readonly qos: QualityOfService;
  readonly retain: boolean;
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

const levelByProtocolName: ReadonlyMap<string, ProtocolLevel> = new Map([
  ['MQIsdp', protocolLevel.mqtt31],
  ['MQTT', protocolLevel.mqtt311],
]);

/** MQTT 3.1 "Client Identifier": 1 to 23 characters. */
const MAX_CLIENT_ID_CHARACTERS_MQTT31 = 23;

/** Reads a CONNECT. A protocol level other than 3 and 4 is refused before anything behind it is looked at. */
export function parseConnect(packet: RawPacket): ConnectPacket | Violated {
  const body = new BodyCursor(packet);
  const level = readLevel(body);
  if (level === undefined) return violated(body.violation!);
  if (hasReservedFlags(packet, level)) return violated('reserved-flags');
  const connect = readConnect(body, level);
  body.finish();
  return body.violation === undefined ? connect : violated(body.violation);
}

function readLevel(body: BodyCursor): ProtocolLevel | undefined {
  const level = levelByProtocolName.get(body.string());
  if (level === undefined) body.refuse('unknown-protocol-name');
  if (body.byte() !== level) body.refuse('unsupported-protocol-level');
  return body.violation === undefined ? level : undefined;
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
    clientId: readClientId(body, level, cleanSession),
    will: flags & connectFlag.will ? readWill(body, flags) : undefined,
    userName: hasCredential(body, level, flags & connectFlag.userName) ? body.string() : undefined,
    password: hasCredential(body, level, flags & connectFlag.password) ? body.binary() : undefined,
  };
}

/** MQTT 3.1 "Connect flags" calls bit 0 unused and the will's bits meaningless without a will. */
function connectFlagsViolation(flags: number, level: ProtocolLevel): PacketViolation | undefined {
  const isStrict = level !== protocolLevel.mqtt31;
  if (isStrict && flags & connectFlag.reserved) return 'reserved-connect-flag';
  if (flags & connectFlag.will) {
    if (!isQualityOfService(willQos(flags))) return 'invalid-will-flags';
  } else if (isStrict && flags & (connectFlag.willQos | connectFlag.willRetain)) return 'invalid-will-flags';
  const isPasswordAlone = (flags & connectFlag.password) !== 0 && (flags & connectFlag.userName) === 0;
  return isPasswordAlone ? 'password-without-user-name' : undefined;
}

function readClientId(body: BodyCursor, level: ProtocolLevel, cleanSession: boolean): string {
  const clientId = body.string();
  const isAccepted =
    level === protocolLevel.mqtt31 ? isClientId31(clientId) : clientId !== '' || cleanSession;
  if (!isAccepted) body.refuse('client-id-rejected');
  return clientId;
}

function isClientId31(clientId: string): boolean {
  const characters = [...clientId].length;
  return characters > 0 && characters <= MAX_CLIENT_ID_CHARACTERS_MQTT31;
}

function readWill(body: BodyCursor, flags: number): Will {
  return {
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

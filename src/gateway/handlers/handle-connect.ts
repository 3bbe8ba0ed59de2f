import type { LoginResult } from '../../model/device-login.ts';
import type { DeviceRecord } from '../../model/device-record.ts';
import type { DeviceSession } from '../device-session.ts';
import {
  type ConnackCode,
  connackCode,
  encodeConnack,
  reasonOfConnackCode,
  refusalOf,
} from '../mqtt/connack.ts';
import { type ConnectPacket, parseConnect } from '../mqtt/connect.ts';
import type { PacketViolation } from '../mqtt/packet-violation.ts';
import { protocolLevel } from '../mqtt/protocol-level.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { Mqtt5Connection } from '../mqtt5-connection.ts';
import { encodeAcceptance, unservedWish } from './connect-terms.ts';

/** Nothing more is read until the login is decided and, if accepted, recorded: CONNACK comes after the commit. */
export function handleConnect(session: DeviceSession, packet: RawPacket): void {
  const connect = parseConnect(packet);
  session.level = connect.level ?? session.level;
  if (session.level === protocolLevel.mqtt5) session.mqtt5 = new Mqtt5Connection(connect.properties);
  if ('violation' in connect) {
    refuseViolation(session, connect.violation);
    return;
  }
  const unserved = unservedWish(connect, session.context.limits);
  if (unserved !== undefined) {
    session.violate(unserved);
    return;
  }
  session.hold('login');
  logIn(session, connect).catch(() => refuse(session, connackCode.serverUnavailable));
}

async function logIn(session: DeviceSession, connect: ConnectPacket): Promise<void> {
  const { userName, password } = connect;
  if (userName === undefined || password === undefined) {
    refuse(session, connackCode.badUserNameOrPassword);
    return;
  }
  // The password is a view of bytes that are not ours to keep.
  const passcode = Buffer.from(password);
  const result = await logInWhereConnected(session, userName, passcode);
  if (result.outcome === 'bad_credentials') refuse(session, connackCode.badUserNameOrPassword);
  else if (result.outcome === 'disabled') refuse(session, connackCode.notAuthorized);
  else if (result.outcome === 'waiting') beginWaiting(session, connect, { did: userName, passcode });
  else if (!session.isClosed) await open(session, connect, result.record);
}

/**
 * The device is read again after the claim, unless nobody can have written it since it was read, or its present is in
 * memory and the rest cannot have changed.
 */
async function logInWhereConnected(
  session: DeviceSession,
  did: string,
  passcode: Buffer,
): Promise<LoginResult> {
  const { context } = session;
  const result = await context.login(did, passcode, session.remoteAddress);
  if (result.outcome !== 'accepted') return result;
  const { deviceId } = result.record;
  const rest = context.restOf(session, deviceId);
  if (rest) {
    await rest;
    // What has been read may be old by now, and the device may have given up.
    return session.isClosed ? result : logInWhereConnected(session, did, passcode);
  }
  const formerPlace = await context.claim(session, deviceId);
  if (formerPlace === 'elsewhere') context.ingest.forget(deviceId);
  const isCurrent =
    formerPlace === 'nowhere' || (formerPlace !== 'dismissed' && context.ingest.remembers(deviceId));
  return isCurrent ? result : context.login(did, passcode, session.remoteAddress);
}

async function open(session: DeviceSession, connect: ConnectPacket, record: DeviceRecord): Promise<void> {
  const { context } = session;
  const device = await context.ingest.attach(record);
  if (session.isClosed || !context.holdsClaim(session, device.deviceId)) {
    context.ingest.detach(device);
    session.end('offline_force');
    return;
  }
  session.device = device;
  session.reportTopic = Buffer.from(`dev2app/${device.did}`);
  session.keepAliveS = connect.keepAliveSeconds;
  // The end of the session before it is recorded first, so that the log reads in order.
  context.register(session);
  session.begin(device);
  const opening = { keepAliveS: connect.keepAliveSeconds, clientIp: session.remoteAddress };
  session.sessionSeq = context.ingest.sessionOpened(device, opening, () => {
    session.accept(encodeAcceptance(connect, context.limits));
    session.release('login');
  });
}

/** The device learns nothing of it: it goes on as if it were logged in (handle-waiting-packet.ts). */
function beginWaiting(
  session: DeviceSession,
  connect: ConnectPacket,
  { did, passcode }: { readonly did: string; readonly passcode: Buffer },
): void {
  if (session.isClosed) return;
  session.keepAliveS = connect.keepAliveSeconds;
  session.beginWaiting({ did, passcode: passcode.toString('utf8'), productKey: undefined });
  const { limits } = session.context;
  session.accept(encodeAcceptance(connect, { ...limits, maxPacketBytes: limits.maxConnectBytes }));
  session.release('login');
}

function refuseViolation(session: DeviceSession, violation: PacketViolation): void {
  const code = session.mqtt5 === undefined ? refusalOf(violation) : undefined;
  if (code === undefined) session.violate(violation);
  else refuse(session, code);
}

/** Before MQTT 5 the CONNACK is sent here; since then the end of the session says why. */
function refuse(session: DeviceSession, code: ConnackCode): void {
  if (session.mqtt5 === undefined) session.send(encodeConnack(code));
  session.end('offline_exception', { code: reasonOfConnackCode[code] });
}

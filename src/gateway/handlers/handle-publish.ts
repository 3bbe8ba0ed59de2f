import { encodeFrame, type Frame, parseFrame } from '../../codec/frame.ts';
import { frameCommand } from '../../codec/frame-command.ts';
import { Malformed } from '../../codec/malformed.ts';
import { encodeClientCount, parseServerMessage, serverCommand } from '../../codec/server-message.ts';
import type { DeviceRuntime } from '../../ingest/device-runtime.ts';
import type { Acknowledgement } from '../../ingest/entry.ts';
import type { ReceivedPublish } from '../../ingest/ingest.ts';
import type { DeviceSession } from '../device-session.ts';
import { commandTopic, isUnstored, resultTopic } from '../device-topics.ts';
import { encodeFailedPacketId } from '../mqtt/packet-id-packet.ts';
import { packetType } from '../mqtt/packet-type.ts';
import { isOnTopic, type PublishPacket, parsePublish, payloadOf, topicOf } from '../mqtt/publish.ts';
import { encodePubrec } from '../mqtt/pubrec.ts';
import type { RawPacket } from '../mqtt/raw-packet.ts';
import { reasonCode } from '../mqtt/reason-code.ts';

/** Requests of the module to the server itself; the second is what some builds send by mistake (device-cloud.md §4.5). */
const serverTopics: ReadonlySet<string> = new Set(['cli2ser_req', 'cli2ser']);
/** Publishes of one session that wait for their PUBREL. */
const maxUnreleased = 1_000;

/** Tells a device of a message that is on disk. */
type Answer = (session: DeviceSession, packetId: number) => void;

export function handlePublish(session: DeviceSession, packet: RawPacket): void {
  const publish = parsePublish(packet, session.level);
  if ('violation' in publish) {
    session.violate(publish.violation);
    return;
  }
  takePublish(session, publish, isOnTopic(publish, session.reportTopic!) ? '' : topicOf(publish));
}

/** Does what a message asks for. An empty topic stands for the device's own topic for reports. */
export function takePublish(session: DeviceSession, publish: PublishPacket, topic: string): void {
  const device = session.device!;
  if (isTooLarge(session, device, publish)) {
    session.violate('packet-too-large');
    return;
  }
  if (publish.qos === 2 && isRepeated(session, publish)) return;
  if (topic === '' || topic.startsWith(`dev2app/${device.did}/`)) receiveFrame(session, publish, topic);
  else if (serverTopics.has(topic)) answerServerMessage(session, device, publish);
  else if (isUnstored(topic, device.did)) acknowledgeUnstored(session, publish);
  else rejectTopic(session, publish, topic);
}

/** By what the product says; the limit of all packets was checked before they were read. */
function isTooLarge(session: DeviceSession, device: DeviceRuntime, publish: PublishPacket): boolean {
  const maxPayloadBytes = session.context.productOf(device.productId)?.maxPayloadBytes;
  return maxPayloadBytes !== undefined && publish.payloadEnd - publish.payloadStart > maxPayloadBytes;
}

/**
 * [MQTT-4.3.3-2]: until its PUBREL the same packet id is the same message, and each repetition gets a PUBREC, none
 * before the message is on disk. Too many messages without PUBREL end the session.
 */
function isRepeated(session: DeviceSession, { packetId }: PublishPacket): boolean {
  session.unreleased ??= new Map();
  const owed = session.unreleased.get(packetId);
  session.unreleased.set(packetId, (owed ?? 0) + 1);
  if (owed === undefined && session.unreleased.size <= maxUnreleased) return false;
  if (owed === undefined) session.end('offline_exception');
  if (owed === 0) sendPubrecs(session, packetId);
  return true;
}

function sendPubrecs(session: DeviceSession, packetId: number): void {
  const owed = session.unreleased!.get(packetId)!;
  session.unreleased!.set(packetId, 0);
  for (let sent = 0; sent < owed; sent++) session.send(encodePubrec(packetId));
}

function receiveFrame(session: DeviceSession, publish: PublishPacket, topic: string): void {
  const device = session.device!;
  const entry = received(session, device, publish, '');
  const frame = parseFrame(entry.payload);
  if (frame instanceof Malformed) {
    entry.topic = topic === '' ? session.reportTopic!.toString() : topic;
    session.context.ingest.frameRejected(entry, frame.malformed);
    return;
  }
  // Before it queues: a command must not wait for the batch before its own acknowledgement.
  if (frame.command === frameCommand.acknowledgement) session.commands.settle(frame.serialNumber!);
  session.context.ingest.frameReceived(entry, frame, answerTo(session, device, frame));
}

/** A device that asks for an acknowledgement (0093) gets its 0094 when the frame is on disk. */
function answerTo(session: DeviceSession, device: DeviceRuntime, frame: Frame): (() => void) | undefined {
  if (frame.command !== frameCommand.confirmedBusiness) return undefined;
  const serialNumber = frame.serialNumber!;
  return () => {
    const answer = { command: frameCommand.acknowledgement, serialNumber, payload: Buffer.alloc(0) };
    session.publish(commandTopic(device.did), encodeFrame(answer));
  };
}

/** The message is kept for whoever looks for it; only MQTT 5 can say that it was not for this device to send. */
function rejectTopic(session: DeviceSession, publish: PublishPacket, topic: string): void {
  const entry = received(session, session.device!, publish, topic);
  if (session.mqtt5 !== undefined && publish.qos !== 0)
    entry.ack = receipts(session, publish.qos === 1 ? denyQos1 : denyQos2);
  session.context.ingest.frameRejected(entry, 'topic');
}

function denyQos1(session: DeviceSession, packetId: number): void {
  session.mqtt5!.unacknowledged--;
  session.send(encodeFailedPacketId(packetType.puback, packetId, reasonCode.notAuthorized));
}

/** [MQTT-4.3.3-4] of 5.0: such a PUBREC ends the exchange. */
function denyQos2(session: DeviceSession, packetId: number): void {
  const owed = session.unreleased!.get(packetId)!;
  session.unreleased!.delete(packetId);
  for (let sent = 0; sent < owed; sent++)
    session.send(encodeFailedPacketId(packetType.pubrec, packetId, reasonCode.notAuthorized));
}

function answerServerMessage(session: DeviceSession, device: DeviceRuntime, publish: PublishPacket): void {
  const message = parseServerMessage(payloadOf(publish));
  acknowledgeUnstored(session, publish);
  if (message instanceof Malformed || message.command !== serverCommand.askClientCount) return;
  session.publish(resultTopic(device.did), encodeClientCount(session.context.clientCount(device.deviceId)));
}

/** Nothing is stored of these, so there is nothing to wait for. Newer modules send others, which are ignored. */
function acknowledgeUnstored(session: DeviceSession, publish: PublishPacket): void {
  if (publish.qos === 1) session.sendPubacks([publish.packetId]);
  if (publish.qos === 2) sendPubrecs(session, publish.packetId);
}

type MutableReceived = { -readonly [K in keyof ReceivedPublish]: ReceivedPublish[K] };

function received(
  session: DeviceSession,
  device: DeviceRuntime,
  publish: PublishPacket,
  topic: string,
): MutableReceived {
  const ack = publish.qos === 2 ? receipts(session, sendPubrecs) : session;
  session.expectCommit();
  return { device, topic, payload: payloadOf(publish), ack, packetId: publish.packetId };
}

/** For what answers publishes one by one, where `session` gathers PUBACKs. */
function receipts(session: DeviceSession, answer: Answer): Acknowledgement {
  let count = 0;
  return {
    acknowledge(packetId) {
      count++;
      answer(session, packetId);
    },
    flushAcknowledgements() {
      session.settleCommits(count);
    },
    refuse: () => session.refuse(),
  };
}

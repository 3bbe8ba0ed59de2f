import fc from 'fast-check';
import { generate, type Packet, parser, type UserProperties } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { encodeConnack5 } from './connack.ts';
import { encodeDisconnect } from './disconnect.ts';
import { encodeFailedPacketId } from './packet-id-packet.ts';
import { packetType } from './packet-type.ts';
import type { Properties } from './property-table.ts';
import { protocolLevel } from './protocol-level.ts';
import { encodePublish } from './publish.ts';
import { readPackets } from './read-packets.test-helper.ts';
import { reasonCode } from './reason-code.ts';
import { encodeSuback } from './suback.ts';
import { encodeUnsuback } from './unsuback.ts';

const level = protocolLevel.mqtt5;
const options = { protocolVersion: level };
const MAX_PACKET_BYTES = 100_000;

const qualities = fc.constantFrom(0 as const, 1 as const, 2 as const);
const packetIds = fc.integer({ min: 1, max: 0xffff });
const uint16s = fc.integer({ min: 1, max: 0xffff });
const uint32s = fc.integer({ min: 1, max: 0xffff_ffff });
const flags = fc.boolean();
const binaries = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const strings = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\0'));
const topicNames = strings.filter((text) => text !== '' && !/[+#]/.test(text));
/**
 * mqtt-packet keeps them in an object, which knows no order between names, has names of its own, and must not be empty;
 * and it forgets the first of two values when that one is empty.
 */
const userProperties = fc.dictionary(
  strings.map((name) => `k${name}`),
  fc.array(strings, { minLength: 1, maxLength: 3 }),
  { minKeys: 1, maxKeys: 3 },
);

const messageProperties = {
  payloadFormatIndicator: flags,
  messageExpiryInterval: uint32s,
  contentType: strings,
  responseTopic: topicNames,
  correlationData: binaries,
  userProperties,
};
const connectProperties = {
  sessionExpiryInterval: uint32s,
  receiveMaximum: uint16s,
  maximumPacketSize: uint32s,
  topicAliasMaximum: uint16s,
  requestResponseInformation: flags,
  requestProblemInformation: flags,
  authenticationMethod: strings,
  userProperties,
};

type Theirs = Record<string, unknown>;

/** Any of the properties, each there or not. */
function anyOf(properties: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Theirs> {
  return fc.record(properties, { requiredKeys: [] });
}

/** As they stand in a packet that we have read and described. */
function asRead(properties: Theirs): object {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => {
      if (name === 'userProperties') {
        const pairs = Object.entries(value as UserProperties).flatMap(([key, values]) =>
          [values].flat().map((each) => [key, each]),
        );
        return pairs.length === 0 ? [] : [[name, pairs]];
      }
      return [[name, Buffer.isBuffer(value) ? value.toString('hex') : value]];
    }),
  );
}

function expectRead(sent: Packet, read: object): void {
  expect(readPackets([generate(sent, options)], level, MAX_PACKET_BYTES)).toEqual([read]);
}

test('a CONNECT 5 with its properties, and those of its will, is read as it was meant', () => {
  const willProperties = anyOf({ ...messageProperties, willDelayInterval: uint32s });
  const wills = fc.record({
    topic: topicNames,
    payload: binaries,
    qos: qualities,
    retain: flags,
    properties: willProperties,
  });
  const connects = fc.record({
    clean: flags,
    keepalive: fc.nat(0xffff),
    properties: anyOf(connectProperties),
    will: fc.option(wills, { nil: undefined }),
  });
  fc.assert(
    fc.property(connects, ({ clean, keepalive, properties, will }) => {
      const connect = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, clientId: 'a' } as const;
      expectRead({ ...connect, clean, keepalive, properties, ...(will && { will }) } as Packet, {
        type: 'connect',
        level,
        cleanSession: clean,
        keepAliveSeconds: keepalive,
        properties: asRead(properties),
        clientId: 'a',
        will: will && {
          properties: asRead(will.properties),
          topic: will.topic,
          message: will.payload.toString('hex'),
          qos: will.qos,
          retain: will.retain,
        },
        userName: undefined,
        password: undefined,
      });
    }),
  );
});

test('a PUBLISH 5 with its properties is read as it was meant', () => {
  const publishes = fc.record({
    qos: qualities,
    retain: flags,
    topic: topicNames,
    payload: binaries,
    properties: anyOf({ ...messageProperties, topicAlias: uint16s }),
  });
  fc.assert(
    fc.property(publishes, packetIds, ({ qos, retain, topic, payload, properties }, id) => {
      const packetId = qos === 0 ? 0 : id;
      const dup = false;
      expectRead(
        { cmd: 'publish', qos, dup, retain, topic, payload, messageId: packetId, properties } as Packet,
        {
          type: 'publish',
          qos,
          dup,
          retain,
          packetId,
          properties: asRead(properties),
          topic,
          payload: payload.toString('hex'),
        },
      );
    }),
  );
});

test('SUBSCRIBE 5 and UNSUBSCRIBE 5 are read as they were meant', () => {
  const subscriptions = fc.array(
    fc.record({ topic: topicNames, qos: qualities, nl: flags, rap: flags, rh: fc.nat(2) }),
    { minLength: 1, maxLength: 5 },
  );
  const properties = anyOf({ userProperties });
  fc.assert(
    fc.property(packetIds, subscriptions, properties, (packetId, wanted, properties) => {
      const topicFilters = wanted.map(({ topic }) => topic);
      const read = wanted.map(({ topic, qos }) => ({ topicFilter: topic, qos }));
      expectRead({ cmd: 'subscribe', messageId: packetId, subscriptions: wanted, properties } as Packet, {
        type: 'subscribe',
        packetId,
        subscriptions: read,
      });
      expectRead(
        { cmd: 'unsubscribe', messageId: packetId, unsubscriptions: topicFilters, properties } as Packet,
        { type: 'unsubscribe', packetId, topicFilters },
      );
    }),
  );
});

test('acknowledgements and DISCONNECT with reasons and properties are read as they were meant', () => {
  const types = fc.constantFrom('puback' as const, 'pubrec' as const, 'pubrel' as const, 'pubcomp' as const);
  const properties = anyOf({ reasonString: strings, userProperties });
  fc.assert(
    fc.property(types, packetIds, properties, fc.boolean(), (type, packetId, properties, isSuccess) => {
      const failure = type === 'puback' || type === 'pubrec' ? 0x97 : 0x92;
      const code = isSuccess ? 0 : failure;
      const read = { type, packetId, reasonCode: code };
      expectRead({ cmd: type, messageId: packetId, reasonCode: code, properties } as Packet, read);
      const disconnect = { cmd: 'disconnect', reasonCode: 4, properties } as Packet;
      expectRead(disconnect, { type: 'disconnect', reasonCode: 4, properties: asRead(properties) });
    }),
  );
});

/** Every property a CONNACK may have, as we write them and as mqtt-packet reads them. */
const connackProperties = fc.record(
  {
    sessionExpiryInterval: uint32s,
    receiveMaximum: uint16s,
    maximumQoS: fc.nat(1),
    retainAvailable: flags,
    maximumPacketSize: uint32s,
    assignedClientIdentifier: strings,
    topicAliasMaximum: uint16s,
    reasonString: strings,
    wildcardSubscriptionAvailable: flags,
    subscriptionIdentifiersAvailable: flags,
    sharedSubscriptionAvailable: flags,
    serverKeepAlive: uint16s,
    responseInformation: strings,
    serverReference: strings,
    authenticationMethod: strings,
    authenticationData: binaries,
  },
  { requiredKeys: [] },
);

test('what we write with properties and reasons, another implementation reads as it was meant', () => {
  fc.assert(
    fc.property(connackProperties, strings, topicNames, (properties, name, value) => {
      const [key, pair] = [`k${name}`, [`k${name}`, value] as const];
      const written: Properties = { ...properties, userProperties: [pair, pair] };
      expect(readByMqttPacket(encodeConnack5(reasonCode.success, written))).toMatchObject({
        cmd: 'connack',
        reasonCode: 0,
        sessionPresent: false,
        properties: { ...properties, userProperties: { [key]: [value, value] } },
      });
      const reason = { reasonString: value };
      expect(readByMqttPacket(encodeDisconnect(reasonCode.sessionTakenOver, reason))).toMatchObject({
        cmd: 'disconnect',
        reasonCode: 0x8e,
        properties: reason,
      });
    }),
  );
});

test('PUBLISH, SUBACK, UNSUBACK and refusals in MQTT 5 are read by another implementation as they were meant', () => {
  fc.assert(
    fc.property(topicNames, binaries, qualities, packetIds, (topic, payload, qos, packetId) => {
      const publish = encodePublish({ topic, payload, qos, packetId }, level);
      expect(readByMqttPacket(publish)).toMatchObject({ cmd: 'publish', topic, payload, qos });
      const granted = [0, 1, 2, reasonCode.notAuthorized] as const;
      const suback = encodeSuback(packetId, granted, level);
      expect(readByMqttPacket(suback)).toMatchObject({ cmd: 'suback', messageId: packetId, granted });
      const codes = [reasonCode.success, reasonCode.noSubscriptionExisted];
      const unsuback = encodeUnsuback(packetId, codes, level);
      expect(readByMqttPacket(unsuback)).toMatchObject({ messageId: packetId, granted: codes });
      const puback = encodeFailedPacketId(packetType.puback, packetId, reasonCode.notAuthorized);
      expect(readByMqttPacket(puback)).toMatchObject({ messageId: packetId, reasonCode: 0x87 });
      const pubcomp = encodeFailedPacketId(packetType.pubcomp, packetId, reasonCode.packetIdentifierNotFound);
      expect(readByMqttPacket(pubcomp)).toMatchObject({ messageId: packetId, reasonCode: 0x92 });
    }),
  );
});

function readByMqttPacket(bytes: Buffer): Packet {
  const packets: Packet[] = [];
  const theirs = parser(options);
  theirs.on('packet', (packet) => packets.push(packet));
  theirs.on('error', (error) => {
    throw error;
  });
  theirs.parse(bytes);
  expect(packets).toHaveLength(1);
  return packets[0]!;
}

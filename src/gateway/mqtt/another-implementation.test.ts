import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';
import { readPackets } from './read-packets.test-helper.ts';

const MAX_PACKET_BYTES = 100_000;

const levels = fc.constantFrom<ProtocolLevel>(protocolLevel.mqtt31, protocolLevel.mqtt311);
const qualities = fc.constantFrom(0 as const, 1 as const, 2 as const);
const packetIds = fc.integer({ min: 1, max: 65_535 });
const binaries = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const strings = fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !text.includes('\0'));
const topicNames = strings.filter((text) => text !== '' && !/[+#]/.test(text));
const topicFilters = fc
  .array(fc.oneof(topicNames, fc.constantFrom('+', 'level')), { minLength: 1, maxLength: 4 })
  .map((filterLevels) => filterLevels.join('/'));
const clientIds = strings.filter((text) => text !== '' && [...text].length <= 23);
const wills = fc.record({ topic: topicNames, payload: binaries, qos: qualities, retain: fc.boolean() });
/** mqtt-packet takes empty user names and passwords for none. */
const credentials = fc.record({
  username: strings.filter((text) => text !== ''),
  password: fc.option(
    binaries.filter((bytes) => bytes.length > 0),
    { nil: undefined },
  ),
});

test('a CONNECT that another implementation wrote is read as it was meant', () => {
  const connects = fc.record({
    level: levels,
    clean: fc.boolean(),
    keepalive: fc.nat(65_535),
    clientId: clientIds,
    will: fc.option(wills, { nil: undefined }),
    credentials: fc.option(credentials, { nil: undefined }),
  });
  fc.assert(
    fc.property(connects, ({ level, clean, keepalive, clientId, will, credentials }) => {
      const protocolId = level === protocolLevel.mqtt31 ? 'MQIsdp' : 'MQTT';
      const optional = { ...(will && { will }), ...(credentials && withoutUndefined(credentials)) };
      const connect: Packet = {
        cmd: 'connect',
        protocolId,
        protocolVersion: level,
        clean,
        keepalive,
        clientId,
        ...optional,
      };
      expectRead(connect, level, {
        type: 'connect',
        level,
        cleanSession: clean,
        keepAliveSeconds: keepalive,
        clientId,
        will: will && {
          topic: will.topic,
          message: will.payload.toString('hex'),
          qos: will.qos,
          retain: will.retain,
        },
        userName: credentials?.username,
        password: credentials?.password?.toString('hex'),
      });
    }),
  );
});

test('a PUBLISH that another implementation wrote is read as it was meant', () => {
  const publishes = fc.record({
    qos: qualities,
    dup: fc.boolean(),
    retain: fc.boolean(),
    topic: topicNames,
    payload: binaries,
  });
  fc.assert(
    fc.property(levels, publishes, packetIds, (level, publish, id) => {
      const { qos, retain, topic, payload } = publish;
      const dup = publish.dup && qos > 0;
      const packetId = qos === 0 ? 0 : id;
      const sent: Packet = { cmd: 'publish', qos, dup, retain, topic, payload, messageId: packetId };
      const read = { type: 'publish', qos, dup, retain, packetId, topic, payload: payload.toString('hex') };
      expectRead(sent, level, read);
    }),
  );
});

test('SUBSCRIBE and UNSUBSCRIBE that another implementation wrote are read as they were meant', () => {
  const subscriptions = fc.array(fc.record({ topic: topicFilters, qos: qualities }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(levels, packetIds, subscriptions, (level, packetId, wanted) => {
      const topicFilters = wanted.map(({ topic }) => topic);
      const subscribe: Packet = { cmd: 'subscribe', messageId: packetId, subscriptions: wanted };
      const unsubscribe: Packet = { cmd: 'unsubscribe', messageId: packetId, unsubscriptions: topicFilters };
      const read = wanted.map(({ topic, qos }) => ({ topicFilter: topic, qos }));
      expectRead(subscribe, level, { type: 'subscribe', packetId, subscriptions: read });
      expectRead(unsubscribe, level, { type: 'unsubscribe', packetId, topicFilters });
    }),
  );
});

test('acknowledgements, PINGREQ and DISCONNECT that another implementation wrote are read as they were meant', () => {
  const types = fc.constantFrom('puback' as const, 'pubrec' as const, 'pubrel' as const, 'pubcomp' as const);
  fc.assert(
    fc.property(levels, types, packetIds, (level, type, packetId) => {
      expectRead({ cmd: type, messageId: packetId }, level, { type, packetId });
    }),
  );
  expectRead({ cmd: 'pingreq' }, protocolLevel.mqtt311, { type: 'pingreq' });
  expectRead({ cmd: 'disconnect' }, protocolLevel.mqtt311, { type: 'disconnect' });
});

function expectRead(sent: Packet, level: ProtocolLevel, read: object): void {
  expect(readPackets([generate(sent)], level, MAX_PACKET_BYTES)).toEqual([read]);
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: NonNullable<Value[Key]> } {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Value]: NonNullable<Value[Key]> };
}

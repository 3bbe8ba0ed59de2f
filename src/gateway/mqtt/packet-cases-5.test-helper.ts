import type { PacketCase } from './packet-cases.test-helper.ts';
import { protocolLevel } from './protocol-level.ts';

const level = protocolLevel.mqtt5;

const connect = {
  type: 'connect',
  level,
  cleanSession: true,
  keepAliveSeconds: 60,
  properties: {},
  clientId: 'a',
  will: undefined,
  userName: undefined,
  password: undefined,
};
const publish = {
  type: 'publish',
  qos: 0,
  dup: false,
  retain: false,
  packetId: 0,
  properties: {},
  topic: 't',
  payload: '',
};

const connects: readonly PacketCase[] = [
  {
    title: 'CONNECT 5 without properties',
    level,
    notation: '10 0e | 0004 "MQTT" 05 02 003c 00 | 0001 "a"',
    packet: connect,
  },
  {
    title: 'CONNECT 5 with every property',
    level,
    notation:
      '10 30 | 0004 "MQTT" 05 02 003c | 22 11 00000e10 21 0064 27 00001000 22 000a 19 01 17 00 26 0001 "k" 0001 "v" 26 0001 "k" 0001 "w" | 0001 "a"',
    packet: {
      ...connect,
      properties: {
        sessionExpiryInterval: 3_600,
        receiveMaximum: 100,
        maximumPacketSize: 4_096,
        topicAliasMaximum: 10,
        requestResponseInformation: true,
        requestProblemInformation: false,
        userProperties: [
          ['k', 'v'],
          ['k', 'w'],
        ],
      },
    },
  },
  {
    title: 'CONNECT 5 of a lasting session without a client id, with a password and no user name',
    level,
    notation: '10 10 | 0004 "MQTT" 05 40 003c 00 | 0000 | 0001 "p"',
    packet: { ...connect, cleanSession: false, clientId: '', password: '70' },
  },
  {
    title: 'CONNECT 5 with a will and its properties',
    level,
    notation: '10 1c | 0004 "MQTT" 05 0e 003c 00 | 0001 "a" | 07 18 00000005 01 01 | 0001 "w" | 0001 "m"',
    packet: {
      ...connect,
      will: {
        properties: { willDelayInterval: 5, payloadFormatIndicator: true },
        topic: 'w',
        message: '6d',
        qos: 1,
        retain: false,
      },
    },
  },
  {
    title: 'CONNECT 5 without its properties’ length',
    level,
    notation: '10 0a | 0004 "MQTT" 05 02 003c',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT 5 with properties longer than the packet',
    level,
    notation: '10 0e | 0004 "MQTT" 05 02 003c 7f | 0001 "a"',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT 5 with a length of properties that never ends',
    level,
    notation: '10 11 | 0004 "MQTT" 05 02 003c ffffffff | 0001 "a"',
    violation: 'malformed-variable-byte-integer',
  },
  {
    title: 'CONNECT 5 with a property cut short by the properties’ length',
    level,
    notation: '10 10 | 0004 "MQTT" 05 02 003c | 02 21 00 | 0001 "a"',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT 5 with a property that nobody knows',
    level,
    notation: '10 10 | 0004 "MQTT" 05 02 003c | 02 7f 00 | 0001 "a"',
    violation: 'unknown-property',
  },
  {
    title: 'CONNECT 5 with a property of PUBLISH',
    level,
    notation: '10 11 | 0004 "MQTT" 05 02 003c | 03 23 0001 | 0001 "a"',
    violation: 'misplaced-property',
  },
  {
    title: 'CONNECT 5 with a property twice',
    level,
    notation: '10 14 | 0004 "MQTT" 05 02 003c | 06 21 0001 21 0001 | 0001 "a"',
    violation: 'repeated-property',
  },
  {
    title: 'CONNECT 5 with a receive maximum of 0',
    level,
    notation: '10 11 | 0004 "MQTT" 05 02 003c | 03 21 0000 | 0001 "a"',
    violation: 'property-out-of-range',
  },
  {
    title: 'CONNECT 5 with a maximum packet size of 0',
    level,
    notation: '10 13 | 0004 "MQTT" 05 02 003c | 05 27 00000000 | 0001 "a"',
    violation: 'property-out-of-range',
  },
  {
    title: 'CONNECT 5 with a flag that is neither 0 nor 1',
    level,
    notation: '10 10 | 0004 "MQTT" 05 02 003c | 02 17 02 | 0001 "a"',
    violation: 'property-out-of-range',
  },
  {
    title: 'CONNECT 5 with authentication data and no method',
    level,
    notation: '10 12 | 0004 "MQTT" 05 02 003c | 04 16 0001 78 | 0001 "a"',
    violation: 'authentication-data-without-method',
  },
  {
    title: 'CONNECT 5 with the reserved connect flag',
    level,
    notation: '10 0e | 0004 "MQTT" 05 03 003c 00 | 0001 "a"',
    violation: 'reserved-connect-flag',
  },
  {
    title: 'CONNECT 5 with a wildcard in its will’s response topic',
    level,
    notation: '10 19 | 0004 "MQTT" 05 06 003c 00 | 0001 "a" | 04 08 0001 "#" | 0001 "w" | 0001 "m"',
    violation: 'wildcard-in-topic',
  },
];

const publishes: readonly PacketCase[] = [
  { title: 'PUBLISH 5 without properties', level, notation: '30 04 | 0001 "t" | 00', packet: publish },
  {
    title: 'PUBLISH 5 at QoS 1 that gives its topic an alias',
    level,
    notation: '32 0b | 0001 "t" | 0007 | 03 23 0001 | 0102',
    packet: { ...publish, qos: 1, packetId: 7, properties: { topicAlias: 1 }, payload: '0102' },
  },
  {
    title: 'PUBLISH 5 with an alias in place of its topic',
    level,
    notation: '30 08 | 0000 | 03 23 0001 | 0102',
    packet: { ...publish, topic: '', properties: { topicAlias: 1 }, payload: '0102' },
  },
  {
    title: 'PUBLISH 5 with every property that says nothing here',
    level,
    notation:
      '30 22 | 0001 "t" | 1c 01 00 02 0000003c 03 0001 "c" 08 0001 "r" 09 0002 0102 26 0001 "k" 0002 "vw" | 0304',
    packet: {
      ...publish,
      properties: {
        payloadFormatIndicator: false,
        messageExpiryInterval: 60,
        contentType: 'c',
        responseTopic: 'r',
        correlationData: '0102',
        userProperties: [['k', 'vw']],
      },
      payload: '0304',
    },
  },
  {
    title: 'PUBLISH 5 without its properties’ length',
    level,
    notation: '30 03 | 0001 "t"',
    violation: 'truncated-body',
  },
  {
    title: 'PUBLISH 5 with neither topic nor alias',
    level,
    notation: '30 03 | 0000 | 00',
    violation: 'empty-topic',
  },
  {
    title: 'PUBLISH 5 with a wildcard in its topic',
    level,
    notation: '30 07 | 0001 "#" | 03 23 0001',
    violation: 'wildcard-in-topic',
  },
  {
    title: 'PUBLISH 5 with a subscription identifier',
    level,
    notation: '30 06 | 0001 "t" | 02 0b 01',
    violation: 'misplaced-property',
  },
  {
    title: 'PUBLISH 5 with properties longer than the packet',
    level,
    notation: '30 05 | 0001 "t" | 02 01',
    violation: 'truncated-body',
  },
];

const acknowledgements: readonly PacketCase[] = [
  {
    title: 'PUBACK 5 that leaves out its success',
    level,
    notation: '40 02 | 0007',
    packet: { type: 'puback', packetId: 7, reasonCode: 0 },
  },
  {
    title: 'PUBREC 5 that leaves out its properties',
    level,
    notation: '50 03 | 0007 | 87',
    packet: { type: 'pubrec', packetId: 7, reasonCode: 0x87 },
  },
  {
    title: 'PUBREL 5 with its properties',
    level,
    notation: '62 09 | 0007 | 92 | 05 1f 0002 "no"',
    packet: { type: 'pubrel', packetId: 7, reasonCode: 0x92 },
  },
  {
    title: 'PUBCOMP 5 without properties',
    level,
    notation: '70 04 | 0007 | 00 00',
    packet: { type: 'pubcomp', packetId: 7, reasonCode: 0 },
  },
  {
    title: 'PUBREL 5 with a code of PUBREC',
    level,
    notation: '62 03 | 0007 | 87',
    violation: 'invalid-reason-code',
  },
  {
    title: 'PUBACK 5 with bytes left over',
    level,
    notation: '40 05 | 0007 | 00 00 00',
    violation: 'surplus-bytes',
  },
];

const subscriptions: readonly PacketCase[] = [
  {
    title: 'SUBSCRIBE 5 with all its options',
    level,
    notation: '82 0b | 0001 | 00 | 0001 "t" 2d | 0001 "u" 00',
    packet: {
      type: 'subscribe',
      packetId: 1,
      subscriptions: [
        { topicFilter: 't', qos: 1 },
        { topicFilter: 'u', qos: 0 },
      ],
    },
  },
  {
    title: 'SUBSCRIBE 5 with a reserved option',
    level,
    notation: '82 07 | 0001 | 00 | 0001 "t" 40',
    violation: 'reserved-subscription-options',
  },
  {
    title: 'SUBSCRIBE 5 with retain handling 3',
    level,
    notation: '82 07 | 0001 | 00 | 0001 "t" 30',
    violation: 'invalid-retain-handling',
  },
  {
    title: 'SUBSCRIBE 5 with QoS 3',
    level,
    notation: '82 07 | 0001 | 00 | 0001 "t" 03',
    violation: 'invalid-qos',
  },
  {
    title: 'SUBSCRIBE 5 with a subscription identifier',
    level,
    notation: '82 09 | 0001 | 02 0b 01 | 0001 "t" 00',
    violation: 'subscription-identifier',
  },
  {
    title: 'SUBSCRIBE 5 with a subscription identifier of 0',
    level,
    notation: '82 09 | 0001 | 02 0b 00 | 0001 "t" 00',
    violation: 'property-out-of-range',
  },
  {
    title: 'SUBSCRIBE 5 to a shared subscription',
    level,
    notation: '82 10 | 0001 | 00 | 000a "$share/g/t" 00',
    violation: 'shared-subscription',
  },
  {
    title: 'UNSUBSCRIBE 5 with a user property',
    level,
    notation: 'a2 0d | 0001 | 07 26 0001 "k" 0001 "v" | 0001 "t"',
    packet: { type: 'unsubscribe', packetId: 1, topicFilters: ['t'] },
  },
  {
    title: 'UNSUBSCRIBE 5 of nothing',
    level,
    notation: 'a2 03 | 0001 | 00',
    violation: 'no-topic-filter',
  },
];

const disconnects: readonly PacketCase[] = [
  {
    title: 'DISCONNECT 5 of nothing but its type',
    level,
    notation: 'e0 00',
    packet: { type: 'disconnect', reasonCode: 0, properties: {} },
  },
  {
    title: 'DISCONNECT 5 that leaves out its properties',
    level,
    notation: 'e0 01 | 04',
    packet: { type: 'disconnect', reasonCode: 4, properties: {} },
  },
  {
    title: 'DISCONNECT 5 with its properties',
    level,
    notation: 'e0 0c | 00 | 0a 11 00000000 1f 0002 "ok"',
    packet: {
      type: 'disconnect',
      reasonCode: 0,
      properties: { sessionExpiryInterval: 0, reasonString: 'ok' },
    },
  },
  {
    title: 'DISCONNECT 5 with a code of servers',
    level,
    notation: 'e0 01 | 8e',
    violation: 'invalid-reason-code',
  },
];

/** What MQTT 5 refuses as the versions before it do. */
const wrongAsBefore: readonly PacketCase[] = [
  { title: 'PUBREL 5 without its flags', level, notation: '60 02 | 0007', violation: 'reserved-flags' },
  {
    title: 'SUBSCRIBE 5 without its flags',
    level,
    notation: '80 07 | 0007 | 00 | 0001 "t" 00',
    violation: 'reserved-flags',
  },
  {
    title: 'UNSUBSCRIBE 5 without its flags',
    level,
    notation: 'a0 06 | 0007 | 00 | 0001 "t"',
    violation: 'reserved-flags',
  },
  { title: 'DISCONNECT 5 with flags', level, notation: 'e1 00', violation: 'reserved-flags' },
  { title: 'PUBACK 5 with flags', level, notation: '42 02 | 0007', violation: 'reserved-flags' },
  {
    title: 'CONNECT 5 with flags in its first byte',
    level,
    notation: '12 0e | 0004 "MQTT" 05 02 003c 00 | 0001 "a"',
    violation: 'reserved-flags',
  },
  {
    title: 'CONNECT 5 with a will QoS but no will',
    level,
    notation: '10 0e | 0004 "MQTT" 05 0a 003c 00 | 0001 "a"',
    violation: 'invalid-will-flags',
  },
  {
    title: 'CONNECT 5 with will retain but no will',
    level,
    notation: '10 0e | 0004 "MQTT" 05 22 003c 00 | 0001 "a"',
    violation: 'invalid-will-flags',
  },
  {
    title: 'CONNECT 5 with will QoS 3',
    level,
    notation: '10 15 | 0004 "MQTT" 05 1e 003c 00 | 0001 "a" | 00 | 0001 "w" | 0001 "m"',
    violation: 'invalid-will-flags',
  },
  {
    title: 'CONNECT 5 without the will its flags announce',
    level,
    notation: '10 0e | 0004 "MQTT" 05 06 003c 00 | 0001 "a"',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT 5 with a user name its flags do not announce',
    level,
    notation: '10 11 | 0004 "MQTT" 05 02 003c 00 | 0001 "a" | 0001 "u"',
    violation: 'surplus-bytes',
  },
  {
    title: 'CONNECT 5 without the user name its flags announce',
    level,
    notation: '10 0e | 0004 "MQTT" 05 82 003c 00 | 0001 "a"',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT 5 with a password its flags do not announce',
    level,
    notation: '10 14 | 0004 "MQTT" 05 82 003c 00 | 0001 "a" | 0001 "u" | 0001 "p"',
    violation: 'surplus-bytes',
  },
  {
    title: 'CONNECT 5 without the password its flags announce',
    level,
    notation: '10 11 | 0004 "MQTT" 05 c2 003c 00 | 0001 "a" | 0001 "u"',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT 5 with a client id that is not UTF-8',
    level,
    notation: '10 0e | 0004 "MQTT" 05 02 003c 00 | 0001 ff',
    violation: 'invalid-utf8',
  },
  {
    title: 'CONNECT 5 with U+0000 in its client id',
    level,
    notation: '10 0e | 0004 "MQTT" 05 02 003c 00 | 0001 00',
    violation: 'null-character',
  },
  {
    title: 'CONNECT 5 with a will topic that is not UTF-8',
    level,
    notation: '10 15 | 0004 "MQTT" 05 06 003c 00 | 0001 "a" | 00 | 0001 ff | 0001 "m"',
    violation: 'invalid-utf8',
  },
  {
    title: 'CONNECT 5 with a user name that is not UTF-8',
    level,
    notation: '10 11 | 0004 "MQTT" 05 82 003c 00 | 0001 "a" | 0001 ff',
    violation: 'invalid-utf8',
  },
  {
    title: 'CONNECT 5 with a user property that is not UTF-8',
    level,
    notation: '10 15 | 0004 "MQTT" 05 02 003c | 07 26 0001 "k" 0001 ff | 0001 "a"',
    violation: 'invalid-utf8',
  },
  { title: 'PUBLISH 5 at QoS 3', level, notation: '36 06 | 0001 "t" | 0001 | 00', violation: 'invalid-qos' },
  {
    title: 'PUBLISH 5 at QoS 0 with the DUP flag',
    level,
    notation: '38 04 | 0001 "t" | 00',
    violation: 'dup-at-qos-0',
  },
  {
    title: 'PUBLISH 5 with packet id 0',
    level,
    notation: '32 06 | 0001 "t" | 0000 | 00',
    violation: 'packet-id-zero',
  },
  {
    title: 'PUBLISH 5 on a topic that is not UTF-8',
    level,
    notation: '30 04 | 0001 ff | 00',
    violation: 'invalid-utf8',
  },
  {
    title: 'PUBLISH 5 on a topic with U+0000',
    level,
    notation: '30 04 | 0001 00 | 00',
    violation: 'null-character',
  },
  {
    title: 'PUBLISH 5 with a wildcard in its response topic',
    level,
    notation: '30 08 | 0001 "t" | 04 08 0001 "#"',
    violation: 'wildcard-in-topic',
  },
  {
    title: 'PUBLISH 5 with a response topic that is not UTF-8',
    level,
    notation: '30 08 | 0001 "t" | 04 08 0001 ff',
    violation: 'invalid-utf8',
  },
  {
    title: 'PUBLISH 5 with a content type that is not UTF-8',
    level,
    notation: '30 08 | 0001 "t" | 04 03 0001 ff',
    violation: 'invalid-utf8',
  },
  { title: 'SUBSCRIBE 5 to nothing', level, notation: '82 03 | 0007 | 00', violation: 'no-topic-filter' },
  {
    title: 'SUBSCRIBE 5 to a filter that is not UTF-8',
    level,
    notation: '82 07 | 0007 | 00 | 0001 ff 00',
    violation: 'invalid-utf8',
  },
  {
    title: 'SUBSCRIBE 5 to an empty filter',
    level,
    notation: '82 06 | 0007 | 00 | 0000 00',
    violation: 'empty-topic',
  },
  {
    title: 'SUBSCRIBE 5 to a filter with U+0000',
    level,
    notation: '82 07 | 0007 | 00 | 0001 00 00',
    violation: 'null-character',
  },
  {
    title: 'SUBSCRIBE 5 to a#',
    level,
    notation: '82 08 | 0007 | 00 | 0002 "a#" 00',
    violation: 'invalid-topic-filter',
  },
  {
    title: 'SUBSCRIBE 5 to a+',
    level,
    notation: '82 08 | 0007 | 00 | 0002 "a+" 00',
    violation: 'invalid-topic-filter',
  },
  {
    title: 'SUBSCRIBE 5 with packet id 0',
    level,
    notation: '82 07 | 0000 | 00 | 0001 "t" 00',
    violation: 'packet-id-zero',
  },
  {
    title: 'UNSUBSCRIBE 5 from a filter that is not UTF-8',
    level,
    notation: 'a2 06 | 0007 | 00 | 0001 ff',
    violation: 'invalid-utf8',
  },
  { title: 'packet type 0 in MQTT 5', level, notation: '00 00', violation: 'reserved-packet-type' },
  { title: 'AUTH', level, notation: 'f0 00', violation: 'auth-packet' },
];

/** What a device that speaks MQTT 5 sends, right and wrong, where it is not what a 3.1.1 device sends. */
export const packetCases5: readonly PacketCase[] = [
  ...connects,
  ...publishes,
  ...acknowledgements,
  ...subscriptions,
  ...disconnects,
  ...wrongAsBefore,
];

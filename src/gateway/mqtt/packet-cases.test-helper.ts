import type { PacketViolation } from './packet-violation.ts';
import { type ProtocolLevel, protocolLevel } from './protocol-level.ts';

const { mqtt31, mqtt311 } = protocolLevel;

/** Longest packet the cases' reader accepts. */
export const MAX_PACKET_BYTES = 300;

const DID = 'kX3vR7tQ2mN8pL5wB9sJ4c';
const PRODUCT_KEY = 'de9e8d18d9394cce9081b25a531e552b';
const TWENTY_THREE = 'abcdefghijklmnopqrstuvw';
const ZEROS_200 = '00'.repeat(200);

/** Bytes a device sends, and what they are: a packet as `describePacket` tells it, or a violation. */
export type PacketCase = {
  readonly title: string;
  readonly level: ProtocolLevel;
  /** See `bytesOf`. */
  readonly notation: string;
} & ({ readonly packet: object } | { readonly violation: PacketViolation });

/** `10 0c | 0004 "MQTT"` as bytes: hex, quoted text as UTF-8, bars and blanks for the eye. */
export function bytesOf(notation: string): Buffer {
  const tokens = notation.match(/"[^"]*"|[0-9a-f]+/g) ?? [];
  return Buffer.concat(
    tokens.map((token) =>
      token.startsWith('"') ? Buffer.from(token.slice(1, -1)) : Buffer.from(token, 'hex'),
    ),
  );
}

const plainConnect = {
  type: 'connect',
  level: mqtt311,
  cleanSession: true,
  keepAliveSeconds: 60,
  clientId: 'a',
  will: undefined,
  userName: undefined,
  password: undefined,
};
const plainConnect31 = { ...plainConnect, level: mqtt31 };
const plainPublish = {
  type: 'publish',
  qos: 0,
  dup: false,
  retain: false,
  packetId: 0,
  topic: 't',
  payload: '',
};

const connects: readonly PacketCase[] = [
  {
    title: 'CONNECT of an unmodified module (device-cloud.md §4.5)',
    level: mqtt31,
    notation: `10 48 | 0006 "MQIsdp" 03 c2 0078 | 0016 "${DID}" | 0016 "${DID}" | 000a "WSIUADAGYY"`,
    packet: {
      ...plainConnect31,
      keepAliveSeconds: 120,
      clientId: DID,
      userName: DID,
      password: '57534955414441475959',
    },
  },
  {
    title: 'CONNECT 3.1 with a will',
    level: mqtt31,
    notation:
      '10 29 | 0006 "MQIsdp" 03 c6 003c | 0001 "a" | 0009 "WillTopic" | 0007 "offline" | 0001 "u" | 0001 "p"',
    packet: {
      ...plainConnect31,
      will: { topic: 'WillTopic', message: '6f66666c696e65', qos: 0, retain: false },
      userName: 'u',
      password: '70',
    },
  },
  {
    title: 'CONNECT 3.1 without the user name and password its flags announce',
    level: mqtt31,
    notation: '10 0f | 0006 "MQIsdp" 03 c2 003c | 0001 "a"',
    packet: plainConnect31,
  },
  {
    title: 'CONNECT 3.1 without the password its flags announce',
    level: mqtt31,
    notation: '10 12 | 0006 "MQIsdp" 03 c2 003c | 0001 "a" | 0001 "u"',
    packet: { ...plainConnect31, userName: 'u' },
  },
  {
    title: 'CONNECT 3.1 with every bit set that it does not use',
    level: mqtt31,
    notation: '1f 0f | 0006 "MQIsdp" 03 3b 003c | 0001 "a"',
    packet: plainConnect31,
  },
  {
    title: 'CONNECT 3.1 with a client id of 23 characters',
    level: mqtt31,
    notation: `10 25 | 0006 "MQIsdp" 03 02 003c | 0017 "${TWENTY_THREE}"`,
    packet: { ...plainConnect31, clientId: TWENTY_THREE },
  },
  {
    title: 'CONNECT 3.1.1 without a client id',
    level: mqtt311,
    notation: '10 0c | 0004 "MQTT" 04 02 003c | 0000',
    packet: { ...plainConnect, clientId: '' },
  },
  {
    title: 'CONNECT 3.1.1 of a lasting session, client id of 24 characters, no keep-alive',
    level: mqtt311,
    notation: `10 24 | 0004 "MQTT" 04 00 0000 | 0018 "${TWENTY_THREE}x"`,
    packet: { ...plainConnect, cleanSession: false, keepAliveSeconds: 0, clientId: `${TWENTY_THREE}x` },
  },
  {
    title: 'CONNECT 3.1.1 with a retained will at QoS 2 and an empty message',
    level: mqtt311,
    notation: '10 14 | 0004 "MQTT" 04 36 003c | 0001 "a" | 0003 "w/t" | 0000',
    packet: { ...plainConnect, will: { topic: 'w/t', message: '', qos: 2, retain: true } },
  },
  {
    title: 'CONNECT 3.1.1 with a user name that begins with U+FEFF, which stays [MQTT-1.5.3-3]',
    level: mqtt311,
    notation: '10 18 | 0004 "MQTT" 04 82 003c | 0001 "a" | 0009 efbbbf "企云"',
    packet: { ...plainConnect, userName: '\ufeff企云' },
  },
  {
    title: 'CONNECT 3.1.1 whose remaining length takes more bytes than it needs',
    level: mqtt311,
    notation: '10 8d8000 | 0004 "MQTT" 04 02 003c | 0001 "a"',
    packet: plainConnect,
  },
];

const wrongConnects: readonly PacketCase[] = [
  {
    title: 'CONNECT of another protocol',
    level: mqtt311,
    notation: '10 0d | 0004 "MQTX" 04 02 003c | 0001 "a"',
    violation: 'unknown-protocol-name',
  },
  {
    title: 'CONNECT of an MQTT after 5',
    level: mqtt311,
    notation: '10 0e | 0004 "MQTT" 06 02 003c 00 | 0001 "a"',
    violation: 'unsupported-protocol-level',
  },
  {
    title: 'CONNECT of a bridge, which marks its level with the upper bit',
    level: mqtt31,
    notation: '10 0f | 0006 "MQIsdp" 83 02 003c | 0001 "a"',
    violation: 'unsupported-protocol-level',
  },
  {
    title: 'CONNECT with the name of 3.1.1 and the level of 3.1',
    level: mqtt31,
    notation: '10 0d | 0004 "MQTT" 03 02 003c | 0001 "a"',
    violation: 'unsupported-protocol-level',
  },
  {
    title: 'CONNECT with the name of 3.1 and the level of 3.1.1',
    level: mqtt311,
    notation: '10 0f | 0006 "MQIsdp" 04 02 003c | 0001 "a"',
    violation: 'unsupported-protocol-level',
  },
  {
    title: 'CONNECT 3.1.1 with flags in its first byte',
    level: mqtt311,
    notation: '12 0d | 0004 "MQTT" 04 02 003c | 0001 "a"',
    violation: 'reserved-flags',
  },
  {
    title: 'CONNECT 3.1.1 with the reserved connect flag',
    level: mqtt311,
    notation: '10 0d | 0004 "MQTT" 04 03 003c | 0001 "a"',
    violation: 'reserved-connect-flag',
  },
  {
    title: 'CONNECT 3.1.1 with a will QoS but no will',
    level: mqtt311,
    notation: '10 0d | 0004 "MQTT" 04 0a 003c | 0001 "a"',
    violation: 'invalid-will-flags',
  },
  {
    title: 'CONNECT 3.1.1 with will retain but no will',
    level: mqtt311,
    notation: '10 0d | 0004 "MQTT" 04 22 003c | 0001 "a"',
    violation: 'invalid-will-flags',
  },
  {
    title: 'CONNECT 3.1 with will QoS 3',
    level: mqtt31,
    notation: '10 15 | 0006 "MQIsdp" 03 1e 003c | 0001 "a" | 0001 "w" | 0001 "m"',
    violation: 'invalid-will-flags',
  },
  {
    title: 'CONNECT with a wildcard in its will topic',
    level: mqtt311,
    notation: '10 13 | 0004 "MQTT" 04 06 003c | 0001 "a" | 0001 "#" | 0001 "m"',
    violation: 'wildcard-in-topic',
  },
  {
    title: 'CONNECT with an empty will topic',
    level: mqtt31,
    notation: '10 14 | 0006 "MQIsdp" 03 06 003c | 0001 "a" | 0000 | 0001 "m"',
    violation: 'empty-topic',
  },
  {
    title: 'CONNECT 3.1.1 with a password but no user name',
    level: mqtt311,
    notation: '10 10 | 0004 "MQTT" 04 42 003c | 0001 "a" | 0001 "p"',
    violation: 'password-without-user-name',
  },
  {
    title: 'CONNECT 3.1 with a password but no user name',
    level: mqtt31,
    notation: '10 12 | 0006 "MQIsdp" 03 42 003c | 0001 "a" | 0001 "p"',
    violation: 'password-without-user-name',
  },
  {
    title: 'CONNECT 3.1.1 of a lasting session without a client id',
    level: mqtt311,
    notation: '10 0c | 0004 "MQTT" 04 00 003c | 0000',
    violation: 'client-id-rejected',
  },
  {
    title: 'CONNECT 3.1 without a client id',
    level: mqtt31,
    notation: '10 0e | 0006 "MQIsdp" 03 02 003c | 0000',
    violation: 'client-id-rejected',
  },
  {
    title: 'CONNECT 3.1 with a client id of 24 characters',
    level: mqtt31,
    notation: `10 26 | 0006 "MQIsdp" 03 02 003c | 0018 "${TWENTY_THREE}x"`,
    violation: 'client-id-rejected',
  },
  {
    title: 'CONNECT 3.1.1 without the user name its flags announce',
    level: mqtt311,
    notation: '10 0d | 0004 "MQTT" 04 82 003c | 0001 "a"',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT with an overlong U+0000 in its client id',
    level: mqtt311,
    notation: '10 0e | 0004 "MQTT" 04 02 003c | 0002 c080',
    violation: 'invalid-utf8',
  },
  {
    title: 'CONNECT with a surrogate in its client id',
    level: mqtt31,
    notation: '10 11 | 0006 "MQIsdp" 03 02 003c | 0003 eda080',
    violation: 'invalid-utf8',
  },
  {
    title: 'CONNECT with U+0000 in its client id',
    level: mqtt311,
    notation: '10 0e | 0004 "MQTT" 04 02 003c | 0002 "a" 00',
    violation: 'null-character',
  },
  { title: 'CONNECT of nothing', level: mqtt311, notation: '10 00', violation: 'truncated-body' },
  {
    title: 'CONNECT that ends in its keep-alive',
    level: mqtt311,
    notation: '10 09 | 0004 "MQTT" 04 02 00',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT with a byte too many',
    level: mqtt31,
    notation: '10 10 | 0006 "MQIsdp" 03 02 003c | 0001 "a" 00',
    violation: 'surplus-bytes',
  },
];

const publishes: readonly PacketCase[] = [
  {
    title: 'PUBLISH of a report by an unmodified module (device-cloud.md §4.5)',
    level: mqtt31,
    notation: `30 33 | 001e "dev2app/${DID}" | 000000030e000091 04 01fe0080050025320000`,
    packet: { ...plainPublish, topic: `dev2app/${DID}`, payload: '000000030e0000910401fe0080050025320000' },
  },
  {
    title: 'PUBLISH at QoS 1, repeated and retained',
    level: mqtt311,
    notation: '3b 07 | 0001 "t" | ffff | 0102',
    packet: { ...plainPublish, qos: 1, dup: true, retain: true, packetId: 65_535, payload: '0102' },
  },
  {
    title: 'PUBLISH at QoS 2',
    level: mqtt31,
    notation: '34 07 | 0001 "t" | 0100 | 0102',
    packet: { ...plainPublish, qos: 2, packetId: 256, payload: '0102' },
  },
  { title: 'PUBLISH without a payload', level: mqtt311, notation: '30 03 | 0001 "t"', packet: plainPublish },
  {
    title: 'PUBLISH with a remaining length of two bytes',
    level: mqtt311,
    notation: `32 cd01 | 0001 "t" | 0007 | ${ZEROS_200}`,
    packet: { ...plainPublish, qos: 1, packetId: 7, payload: ZEROS_200 },
  },
  {
    title: 'PUBLISH on a topic beyond ASCII, with levels without a character',
    level: mqtt311,
    notation: '30 0a | 0008 "/" "企云" "/" | ',
    packet: { ...plainPublish, topic: '/企云/' },
  },
  {
    title: 'PUBLISH 3.1 at QoS 0 with the DUP flag',
    level: mqtt31,
    notation: '38 03 | 0001 "t"',
    packet: { ...plainPublish, dup: true },
  },
  {
    title: 'PUBLISH 3.1.1 at QoS 0 with the DUP flag',
    level: mqtt311,
    notation: '38 03 | 0001 "t"',
    violation: 'dup-at-qos-0',
  },
  { title: 'PUBLISH at QoS 3', level: mqtt31, notation: '36 05 | 0001 "t" | 0001', violation: 'invalid-qos' },
  {
    title: 'PUBLISH with packet id 0',
    level: mqtt311,
    notation: '32 05 | 0001 "t" | 0000',
    violation: 'packet-id-zero',
  },
  { title: 'PUBLISH on an empty topic', level: mqtt31, notation: '30 02 | 0000', violation: 'empty-topic' },
  {
    title: 'PUBLISH on a topic with +',
    level: mqtt311,
    notation: '30 05 | 0003 "a/+"',
    violation: 'wildcard-in-topic',
  },
  {
    title: 'PUBLISH on a topic with #',
    level: mqtt31,
    notation: '30 05 | 0003 "a/#"',
    violation: 'wildcard-in-topic',
  },
  {
    title: 'PUBLISH on a topic with U+0000',
    level: mqtt311,
    notation: '30 04 | 0002 "a" 00',
    violation: 'null-character',
  },
  {
    title: 'PUBLISH on a topic that is not UTF-8',
    level: mqtt311,
    notation: '30 04 | 0002 "a" ff',
    violation: 'invalid-utf8',
  },
  { title: 'PUBLISH of nothing', level: mqtt31, notation: '30 00', violation: 'truncated-body' },
  {
    title: 'PUBLISH that ends in its topic length',
    level: mqtt311,
    notation: '30 01 | 00',
    violation: 'truncated-body',
  },
  {
    title: 'PUBLISH that ends in its topic',
    level: mqtt311,
    notation: '30 03 | 0002 "t"',
    violation: 'truncated-body',
  },
  {
    title: 'PUBLISH that ends in its packet id',
    level: mqtt311,
    notation: '32 04 | 0001 "t" | 00',
    violation: 'truncated-body',
  },
];

const acknowledgements: readonly PacketCase[] = [
  { title: 'PUBACK', level: mqtt311, notation: '40 02 | 0007', packet: { type: 'puback', packetId: 7 } },
  { title: 'PUBREC', level: mqtt31, notation: '50 02 | ffff', packet: { type: 'pubrec', packetId: 65_535 } },
  { title: 'PUBREL', level: mqtt311, notation: '62 02 | 0100', packet: { type: 'pubrel', packetId: 256 } },
  {
    title: 'PUBREL 3.1, repeated',
    level: mqtt31,
    notation: '6a 02 | 0100',
    packet: { type: 'pubrel', packetId: 256 },
  },
  { title: 'PUBCOMP', level: mqtt311, notation: '70 02 | 0001', packet: { type: 'pubcomp', packetId: 1 } },
  { title: 'PUBACK 3.1.1 with flags', level: mqtt311, notation: '42 02 | 0007', violation: 'reserved-flags' },
  {
    title: 'PUBREL 3.1.1 without its flags',
    level: mqtt311,
    notation: '60 02 | 0007',
    violation: 'reserved-flags',
  },
  { title: 'PUBREL 3.1.1, repeated', level: mqtt311, notation: '6a 02 | 0007', violation: 'reserved-flags' },
  { title: 'PUBACK of packet id 0', level: mqtt31, notation: '40 02 | 0000', violation: 'packet-id-zero' },
  { title: 'PUBREC of nothing', level: mqtt311, notation: '50 00', violation: 'truncated-body' },
  {
    title: 'PUBCOMP of half a packet id',
    level: mqtt311,
    notation: '70 01 | 00',
    violation: 'truncated-body',
  },
  {
    title: 'PUBACK with a byte too many',
    level: mqtt31,
    notation: '40 03 | 0007 00',
    violation: 'surplus-bytes',
  },
];

const subscriptions: readonly PacketCase[] = [
  {
    title: "a module's first SUBSCRIBE (device-cloud.md §4.5)",
    level: mqtt31,
    notation: `82 32 | 0001 | 002d "ser2cli_noti/${PRODUCT_KEY}" 00`,
    packet: {
      type: 'subscribe',
      packetId: 1,
      subscriptions: [{ topicFilter: `ser2cli_noti/${PRODUCT_KEY}`, qos: 0 }],
    },
  },
  {
    title: "a module's last SUBSCRIBE (device-cloud.md §4.5)",
    level: mqtt31,
    notation: `82 25 | 0003 | 0020 "app2dev/${DID}/#" 00`,
    packet: { type: 'subscribe', packetId: 3, subscriptions: [{ topicFilter: `app2dev/${DID}/#`, qos: 0 }] },
  },
  {
    title: 'SUBSCRIBE to three filters',
    level: mqtt311,
    notation: '82 11 | 0007 | 0001 "#" 02 | 0003 "a/b" 01 | 0002 "+/" 00',
    packet: {
      type: 'subscribe',
      packetId: 7,
      subscriptions: [
        { topicFilter: '#', qos: 2 },
        { topicFilter: 'a/b', qos: 1 },
        { topicFilter: '+/', qos: 0 },
      ],
    },
  },
  {
    title: 'SUBSCRIBE 3.1, repeated, with unused option bits',
    level: mqtt31,
    notation: '8a 06 | 0007 | 0001 "t" fd',
    packet: { type: 'subscribe', packetId: 7, subscriptions: [{ topicFilter: 't', qos: 1 }] },
  },
  {
    title: 'SUBSCRIBE 3.1.1 without its flags',
    level: mqtt311,
    notation: '80 06 | 0007 | 0001 "t" 00',
    violation: 'reserved-flags',
  },
  {
    title: 'SUBSCRIBE 3.1.1 with reserved options',
    level: mqtt311,
    notation: '82 06 | 0007 | 0001 "t" 05',
    violation: 'invalid-qos',
  },
  {
    title: 'SUBSCRIBE at QoS 3',
    level: mqtt31,
    notation: '82 06 | 0007 | 0001 "t" 03',
    violation: 'invalid-qos',
  },
  {
    title: 'SUBSCRIBE with packet id 0',
    level: mqtt31,
    notation: '82 06 | 0000 | 0001 "t" 00',
    violation: 'packet-id-zero',
  },
  {
    title: 'SUBSCRIBE to 33 topics',
    level: mqtt311,
    notation: `82 86 01 | 0007 ${'0001 "a" 00'.repeat(33)}`,
    violation: 'too-many-topic-filters',
  },
  { title: 'SUBSCRIBE to nothing', level: mqtt311, notation: '82 02 | 0007', violation: 'no-topic-filter' },
  { title: 'SUBSCRIBE of nothing at all', level: mqtt311, notation: '82 00', violation: 'truncated-body' },
  {
    title: 'SUBSCRIBE to an empty filter',
    level: mqtt311,
    notation: '82 05 | 0007 | 0000 00',
    violation: 'empty-topic',
  },
  {
    title: 'SUBSCRIBE to a/#/b',
    level: mqtt311,
    notation: '82 0a | 0007 | 0005 "a/#/b" 00',
    violation: 'invalid-topic-filter',
  },
  {
    title: 'SUBSCRIBE to a filter with U+0000',
    level: mqtt311,
    notation: '82 07 | 0007 | 0002 "a" 00 00',
    violation: 'null-character',
  },
  {
    title: 'SUBSCRIBE that ends before its QoS',
    level: mqtt31,
    notation: '82 05 | 0007 | 0001 "t"',
    violation: 'truncated-body',
  },
  {
    title: 'SUBSCRIBE that ends in its second filter',
    level: mqtt311,
    notation: '82 09 | 0007 | 0001 "t" 00 | 0002 "u"',
    violation: 'truncated-body',
  },
  {
    title: 'UNSUBSCRIBE from two filters',
    level: mqtt311,
    notation: 'a2 0a | 0007 | 0001 "#" | 0003 "a/+"',
    packet: { type: 'unsubscribe', packetId: 7, topicFilters: ['#', 'a/+'] },
  },
  {
    title: 'UNSUBSCRIBE 3.1, repeated',
    level: mqtt31,
    notation: 'aa 05 | 0007 | 0001 "t"',
    packet: { type: 'unsubscribe', packetId: 7, topicFilters: ['t'] },
  },
  {
    title: 'UNSUBSCRIBE 3.1.1 without its flags',
    level: mqtt311,
    notation: 'a0 05 | 0007 | 0001 "t"',
    violation: 'reserved-flags',
  },
  {
    title: 'UNSUBSCRIBE with packet id 0',
    level: mqtt311,
    notation: 'a2 05 | 0000 | 0001 "t"',
    violation: 'packet-id-zero',
  },
  {
    title: 'UNSUBSCRIBE from nothing',
    level: mqtt31,
    notation: 'a2 02 | 0007',
    violation: 'no-topic-filter',
  },
  {
    title: 'UNSUBSCRIBE from a+',
    level: mqtt31,
    notation: 'a2 06 | 0007 | 0002 "a+"',
    violation: 'invalid-topic-filter',
  },
  {
    title: 'UNSUBSCRIBE that ends in its filter',
    level: mqtt31,
    notation: 'a2 05 | 0007 | 0002 "t"',
    violation: 'truncated-body',
  },
];

const emptyPackets: readonly PacketCase[] = [
  { title: 'PINGREQ', level: mqtt31, notation: 'c0 00', packet: { type: 'pingreq' } },
  { title: 'PINGREQ 3.1 with flags', level: mqtt31, notation: 'c1 00', packet: { type: 'pingreq' } },
  { title: 'PINGREQ 3.1.1 with flags', level: mqtt311, notation: 'c1 00', violation: 'reserved-flags' },
  { title: 'PINGREQ with a body', level: mqtt31, notation: 'c0 01 00', violation: 'surplus-bytes' },
  { title: 'DISCONNECT', level: mqtt311, notation: 'e0 00', packet: { type: 'disconnect' } },
  { title: 'DISCONNECT 3.1.1 with flags', level: mqtt311, notation: 'e8 00', violation: 'reserved-flags' },
  {
    title: 'DISCONNECT with a reason, as MQTT 5 has it',
    level: mqtt311,
    notation: 'e0 01 04',
    violation: 'surplus-bytes',
  },
];

const wrongFrames: readonly PacketCase[] = [
  { title: 'packet type 0', level: mqtt311, notation: '00 00', violation: 'reserved-packet-type' },
  { title: 'packet type 15', level: mqtt31, notation: 'f0 00', violation: 'auth-packet' },
  {
    title: 'a remaining length of five bytes',
    level: mqtt31,
    notation: 'c0 80808080 00',
    violation: 'malformed-remaining-length',
  },
  {
    title: 'a packet of 301 bytes, told by its length alone',
    level: mqtt311,
    notation: '30 aa02',
    violation: 'packet-too-large',
  },
  {
    title: 'the longest packet there is',
    level: mqtt31,
    notation: '30 ffffff7f',
    violation: 'packet-too-large',
  },
];

/** Demands of MQTT 3.1.1 that the cases above show of MQTT 3.1, or not at all. */
const wrongIn311: readonly PacketCase[] = [
  {
    title: 'CONNECT 3.1.1 without the will its flags announce',
    level: mqtt311,
    notation: '10 0d | 0004 "MQTT" 04 06 003c | 0001 "a"',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT 3.1.1 with a will its flags do not announce',
    level: mqtt311,
    notation: '10 13 | 0004 "MQTT" 04 02 003c | 0001 "a" | 0001 "w" | 0001 "m"',
    violation: 'surplus-bytes',
  },
  {
    title: 'CONNECT 3.1.1 with will QoS 3',
    level: mqtt311,
    notation: '10 13 | 0004 "MQTT" 04 1e 003c | 0001 "a" | 0001 "w" | 0001 "m"',
    violation: 'invalid-will-flags',
  },
  {
    title: 'CONNECT 3.1.1 with a will topic that is not UTF-8',
    level: mqtt311,
    notation: '10 13 | 0004 "MQTT" 04 06 003c | 0001 "a" | 0001 ff | 0001 "m"',
    violation: 'invalid-utf8',
  },
  {
    title: 'CONNECT 3.1.1 with a user name its flags do not announce',
    level: mqtt311,
    notation: '10 10 | 0004 "MQTT" 04 02 003c | 0001 "a" | 0001 "u"',
    violation: 'surplus-bytes',
  },
  {
    title: 'CONNECT 3.1.1 with a password its flags do not announce',
    level: mqtt311,
    notation: '10 13 | 0004 "MQTT" 04 82 003c | 0001 "a" | 0001 "u" | 0001 "p"',
    violation: 'surplus-bytes',
  },
  {
    title: 'CONNECT 3.1.1 without the password its flags announce',
    level: mqtt311,
    notation: '10 10 | 0004 "MQTT" 04 c2 003c | 0001 "a" | 0001 "u"',
    violation: 'truncated-body',
  },
  {
    title: 'CONNECT 3.1.1 with a user name that is not UTF-8',
    level: mqtt311,
    notation: '10 10 | 0004 "MQTT" 04 82 003c | 0001 "a" | 0001 ff',
    violation: 'invalid-utf8',
  },
  {
    title: 'PUBLISH 3.1.1 at QoS 3',
    level: mqtt311,
    notation: '36 05 | 0001 "t" | 0001',
    violation: 'invalid-qos',
  },
  {
    title: 'PUBLISH 3.1.1 on an empty topic',
    level: mqtt311,
    notation: '30 02 | 0000',
    violation: 'empty-topic',
  },
  {
    title: 'PUBLISH 3.1.1 on a topic with #',
    level: mqtt311,
    notation: '30 05 | 0003 "a/#"',
    violation: 'wildcard-in-topic',
  },
  {
    title: 'SUBSCRIBE 3.1.1 with packet id 0',
    level: mqtt311,
    notation: '82 06 | 0000 | 0001 "t" 00',
    violation: 'packet-id-zero',
  },
  {
    title: 'SUBSCRIBE 3.1.1 at QoS 3',
    level: mqtt311,
    notation: '82 06 | 0007 | 0001 "t" 03',
    violation: 'invalid-qos',
  },
  {
    title: 'SUBSCRIBE to a filter that is not UTF-8',
    level: mqtt311,
    notation: '82 06 | 0007 | 0001 ff 00',
    violation: 'invalid-utf8',
  },
  {
    title: 'SUBSCRIBE to a#',
    level: mqtt311,
    notation: '82 07 | 0007 | 0002 "a#" 00',
    violation: 'invalid-topic-filter',
  },
  {
    title: 'SUBSCRIBE to a+',
    level: mqtt311,
    notation: '82 07 | 0007 | 0002 "a+" 00',
    violation: 'invalid-topic-filter',
  },
  {
    title: 'UNSUBSCRIBE 3.1.1 from nothing',
    level: mqtt311,
    notation: 'a2 02 | 0007',
    violation: 'no-topic-filter',
  },
  {
    title: 'UNSUBSCRIBE from a filter that is not UTF-8',
    level: mqtt311,
    notation: 'a2 05 | 0007 | 0001 ff',
    violation: 'invalid-utf8',
  },
];

/** Every packet type a server receives, right and wrong. */
export const packetCases: readonly PacketCase[] = [
  ...connects,
  ...wrongConnects,
  ...publishes,
  ...acknowledgements,
  ...subscriptions,
  ...emptyPackets,
  ...wrongFrames,
  ...wrongIn311,
];

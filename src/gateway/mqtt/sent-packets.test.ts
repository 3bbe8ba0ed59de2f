import { parser as mqttPacketParser, type Packet } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { connackCode, encodeConnack, refusalOf } from './connack.ts';
import { bytesOf } from './packet-cases.test-helper.ts';
import { PACKET_ID_PACKET_BYTES } from './packet-id-packet.ts';
import { pingresp } from './pingresp.ts';
import { protocolLevel } from './protocol-level.ts';
import { encodePuback, writePuback } from './puback.ts';
import { encodePubcomp } from './pubcomp.ts';
import { encodePublish } from './publish.ts';
import { encodePubrec } from './pubrec.ts';
import { encodePubrel } from './pubrel.ts';
import { encodeSuback, SUBSCRIPTION_FAILURE } from './suback.ts';
import { encodeUnsuback } from './unsuback.ts';

interface SentPacketCase {
  readonly title: string;
  readonly encoded: Buffer;
  readonly notation: string;
  /** What the mqtt-packet library reads out of the bytes, as far as the type has it. */
  readonly packet: Partial<Packet>;
}

const payload = Buffer.from('000000030400009002', 'hex');
const longPayload = Buffer.alloc(200);

const sentPacketCases: readonly SentPacketCase[] = [
  {
    title: 'CONNACK',
    encoded: encodeConnack(connackCode.accepted),
    notation: '20 02 | 00 00',
    packet: { cmd: 'connack', returnCode: 0, sessionPresent: false },
  },
  {
    title: 'CONNACK of a session found again',
    encoded: encodeConnack(connackCode.accepted, true),
    notation: '20 02 | 01 00',
    packet: { cmd: 'connack', returnCode: 0, sessionPresent: true },
  },
  {
    title: 'CONNACK of a wrong password',
    encoded: encodeConnack(connackCode.badUserNameOrPassword),
    notation: '20 02 | 00 04',
    packet: { cmd: 'connack', returnCode: 4, sessionPresent: false },
  },
  {
    title: 'PUBLISH at QoS 0',
    encoded: encodePublish({ topic: 'app2dev/企云/1', payload, qos: 0 }, protocolLevel.mqtt311),
    notation: '30 1b | 0010 "app2dev/企云/1" | 000000030400009002',
    packet: { cmd: 'publish', topic: 'app2dev/企云/1', payload, qos: 0, dup: false, retain: false },
  },
  {
    title: 'PUBLISH at QoS 1, repeated and retained, with a remaining length of two bytes',
    encoded: encodePublish(
      {
        topic: 't',
        payload: longPayload,
        qos: 1,
        packetId: 513,
        dup: true,
        retain: true,
      },
      protocolLevel.mqtt311,
    ),
    notation: `3b cd01 | 0001 "t" | 0201 | ${'00'.repeat(200)}`,
    packet: {
      cmd: 'publish',
      topic: 't',
      payload: longPayload,
      qos: 1,
      messageId: 513,
      dup: true,
      retain: true,
    },
  },
  {
    title: 'PUBACK',
    encoded: encodePuback(65_535),
    notation: '40 02 | ffff',
    packet: { cmd: 'puback', messageId: 65_535 },
  },
  {
    title: 'PUBREC',
    encoded: encodePubrec(1),
    notation: '50 02 | 0001',
    packet: { cmd: 'pubrec', messageId: 1 },
  },
  {
    title: 'PUBREL',
    encoded: encodePubrel(256),
    notation: '62 02 | 0100',
    packet: { cmd: 'pubrel', messageId: 256 },
  },
  {
    title: 'PUBCOMP',
    encoded: encodePubcomp(7),
    notation: '70 02 | 0007',
    packet: { cmd: 'pubcomp', messageId: 7 },
  },
  {
    title: 'SUBACK',
    encoded: encodeSuback(3, [0, 1, 2, SUBSCRIPTION_FAILURE], protocolLevel.mqtt311),
    notation: '90 06 | 0003 | 00 01 02 80',
    packet: { cmd: 'suback', messageId: 3, granted: [0, 1, 2, 128] },
  },
  {
    title: 'SUBACK with a remaining length of two bytes',
    encoded: encodeSuback(
      3,
      Array.from({ length: 126 }, () => 0 as const),
      protocolLevel.mqtt311,
    ),
    notation: `90 8001 | 0003 | ${'00'.repeat(126)}`,
    packet: { cmd: 'suback', messageId: 3, granted: new Array(126).fill(0) },
  },
  {
    title: 'UNSUBACK',
    encoded: encodeUnsuback(65_280, [0], protocolLevel.mqtt311),
    notation: 'b0 02 | ff00',
    packet: { cmd: 'unsuback', messageId: 65_280 },
  },
  { title: 'PINGRESP', encoded: pingresp, notation: 'd0 00', packet: { cmd: 'pingresp' } },
];

describe.each(sentPacketCases)('$title', ({ encoded, notation, packet }) => {
  test('is sent as the standard writes it', () => {
    expect(encoded.toString('hex')).toBe(bytesOf(notation).toString('hex'));
  });

  test('is read by another implementation as it was meant', () => {
    expect(readByMqttPacket(encoded)).toMatchObject([packet]);
  });
});

test('many PUBACKs are written into one buffer, one behind the other', () => {
  const answers = Buffer.alloc(2 * PACKET_ID_PACKET_BYTES);
  const offset = writePuback(answers, 0, 1);
  expect(writePuback(answers, offset, 65_535)).toBe(answers.length);
  expect(answers).toEqual(Buffer.concat([encodePuback(1), encodePuback(65_535)]));
});

test('only an unsupported level and a rejected client id are answered before the connection ends', () => {
  expect(refusalOf('unsupported-protocol-level')).toBe(connackCode.unacceptableProtocolLevel);
  expect(refusalOf('client-id-rejected')).toBe(connackCode.identifierRejected);
  expect(refusalOf('truncated-body')).toBeUndefined();
});

function readByMqttPacket(bytes: Buffer): Packet[] {
  const packets: Packet[] = [];
  const parser = mqttPacketParser({ protocolVersion: 4 });
  parser.on('packet', (packet) => packets.push(packet));
  parser.on('error', (error) => {
    throw error;
  });
  parser.parse(bytes);
  return packets;
}

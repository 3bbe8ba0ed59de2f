import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test, vi } from 'vitest';
import { bytesOf } from './packet-cases.test-helper.ts';
import { PacketReader } from './packet-reader.ts';
import type { RawPacket } from './raw-packet.ts';

const PINGREQ = bytesOf('c0 00');
const PUBLISH = bytesOf('30 07 | 0001 "t" | 01020304');
const LONGEST_PACKET_BYTES = 268_435_460;

afterEach(() => {
  vi.restoreAllMocks();
});

test('a packet inside a chunk is a view of it, also behind one that began in the chunk before', () => {
  const reader = new PacketReader(100);
  reader.push(PUBLISH.subarray(0, 4));
  expect(reader.next()).toBeUndefined();
  const chunk = Buffer.concat([PUBLISH.subarray(4), PUBLISH]);
  reader.push(chunk);
  expect(bodyOf(nextPacket(reader))).toEqual(PUBLISH.subarray(2));
  const packet = nextPacket(reader);
  expect(packet.bytes).toBe(chunk);
  expect(bodyOf(packet)).toEqual(PUBLISH.subarray(2));
});

test('whoever stops pulling finds every later packet, in order, when it goes on', () => {
  const reader = new PacketReader(100);
  reader.push(Buffer.concat([PINGREQ, PUBLISH, PUBLISH.subarray(0, 1)]));
  expect(nextPacket(reader).type).toBe(12);
  reader.push(PUBLISH.subarray(1, 5));
  reader.push(Buffer.concat([PUBLISH.subarray(5), PINGREQ]));
  expect(bodyOf(nextPacket(reader))).toEqual(PUBLISH.subarray(2));
  expect(bodyOf(nextPacket(reader))).toEqual(PUBLISH.subarray(2));
  expect(nextPacket(reader).type).toBe(12);
  expect(reader.next()).toBeUndefined();
});

test('a violation is final, whatever comes after it', () => {
  const reader = new PacketReader(100);
  reader.push(Buffer.concat([PINGREQ, bytesOf('00 00'), PINGREQ]));
  expect(nextPacket(reader).type).toBe(12);
  expect(reader.next()).toEqual({ violation: 'reserved-packet-type' });
  reader.push(PINGREQ);
  expect(reader.next()).toEqual({ violation: 'reserved-packet-type' });
});

test('a packet is accepted at exactly the longest length and refused one byte above it', () => {
  const reader = new PacketReader(PUBLISH.length);
  reader.push(PUBLISH);
  expect(bodyOf(nextPacket(reader))).toEqual(PUBLISH.subarray(2));
  reader.maxPacketBytes = PUBLISH.length - 1;
  reader.push(PUBLISH.subarray(0, 2));
  expect(reader.next()).toEqual({ violation: 'packet-too-large' });
});

test('bytes once handed out are never written again', () => {
  const reader = new PacketReader(100);
  const bodies: Buffer[] = [];
  for (const byte of Buffer.concat([PUBLISH, bytesOf('30 07 | 0001 "u" | 05060708')])) {
    reader.push(Buffer.from([byte]));
    const packet = reader.next();
    if (packet !== undefined) bodies.push(bodyOf(packet as RawPacket));
  }
  expect(bodies).toEqual([bytesOf('0001 "t" | 01020304'), bytesOf('0001 "u" | 05060708')]);
});

test('a promised length allocates nothing before its bytes come', () => {
  const allocate = vi.spyOn(Buffer, 'allocUnsafeSlow');
  const reader = new PacketReader(LONGEST_PACKET_BYTES);
  reader.push(bytesOf('30 ffffff7f 0001'));
  expect(reader.next()).toBeUndefined();
  reader.push(bytesOf('"t"'));
  expect(reader.next()).toBeUndefined();
  expect(Math.max(...allocate.mock.calls.map(([bytes]) => bytes))).toBeLessThan(20);
});

test('a packet that trickles in byte by byte is moved a few times, not once per byte', () => {
  const allocate = vi.spyOn(Buffer, 'allocUnsafeSlow');
  const body = Buffer.alloc(100_000, 7);
  const reader = new PacketReader(200_000);
  trickle(reader, bytesOf('30 a08d06'));
  trickle(reader, body.subarray(1));
  reader.push(body.subarray(0, 1));
  expect(bodyOf(nextPacket(reader))).toEqual(body);
  expect(allocate.mock.calls.length).toBeLessThan(20);
});

test('between packets no bytes are held', async () => {
  const reader = new PacketReader(100);
  const chunk = new WeakRef(pushAndRead(reader));
  await vi.waitFor(() => {
    collectGarbage();
    expect(chunk.deref() === undefined).toBe(true);
  }, 10_000);
  expect(reader.next()).toBeUndefined();
});

function pushAndRead(reader: PacketReader): Buffer {
  const chunk = Buffer.from(PUBLISH);
  reader.push(chunk);
  nextPacket(reader);
  return chunk;
}

function trickle(reader: PacketReader, bytes: Buffer): void {
  for (const byte of bytes) {
    reader.push(Buffer.from([byte]));
    reader.next();
  }
}

function nextPacket(reader: PacketReader): RawPacket {
  const packet = reader.next();
  if (packet === undefined || 'violation' in packet) throw new Error(`no packet but ${packet?.violation}`);
  return packet;
}

function bodyOf(packet: RawPacket): Buffer {
  return packet.bytes.subarray(packet.start, packet.end);
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

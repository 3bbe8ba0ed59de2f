import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, packetCases } from './packet-cases.test-helper.ts';
import { packetCases5 } from './packet-cases-5.test-helper.ts';
import { readPackets } from './read-packets.test-helper.ts';

const RUNS = { numRuns: 10_000 };

const levels = fc.constantFrom(3 as const, 4 as const, 5 as const);
const randomBytes = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));
const knownPackets = fc.constantFrom(
  ...[...packetCases, ...packetCases5].map(({ notation }) => bytesOf(notation)),
);
/** Known packets with one byte changed reach places behind the checks that stop random bytes early. */
const damagedPackets = fc
  .tuple(knownPackets, fc.nat(), fc.nat(255))
  .map(([packet, position, byte]) => damaged(packet, position % packet.length, byte));

test('random bytes end in packets or a violation, never in an exception', () => {
  fc.assert(
    fc.property(levels, randomBytes, (level, bytes) => {
      readPackets([bytes], level);
    }),
    RUNS,
  );
});

test('a packet with a damaged byte ends in packets or a violation, never in an exception', () => {
  fc.assert(
    fc.property(levels, damagedPackets, (level, bytes) => {
      readPackets([bytes, bytes], level);
    }),
    RUNS,
  );
});

test('what is read does not depend on how the bytes were cut', () => {
  const streams = fc.array(fc.oneof(knownPackets, damagedPackets), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(levels, streams, fc.integer({ min: 1, max: 50 }), (level, packets, size) => {
      const stream = Buffer.concat(packets);
      const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
        stream.subarray(index * size, (index + 1) * size),
      );
      expect(readPackets(pieces, level)).toEqual(readPackets([stream], level));
    }),
    { numRuns: 1_000 },
  );
});

function damaged(packet: Buffer, position: number, byte: number): Buffer {
  const bytes = Buffer.from(packet);
  bytes[position] = byte;
  return bytes;
}

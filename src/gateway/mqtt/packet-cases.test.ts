import { describe, expect, test } from 'vitest';
import { bytesOf, MAX_PACKET_BYTES, type PacketCase, packetCases } from './packet-cases.test-helper.ts';
import { packetCases5 } from './packet-cases-5.test-helper.ts';
import { readPackets } from './read-packets.test-helper.ts';

const allCases = [...packetCases, ...packetCases5];

describe.each(allCases)('$title', (packetCase) => {
  const bytes = bytesOf(packetCase.notation);
  const expected = [expectationOf(packetCase)];

  test('is read from one chunk', () => {
    expect(readPackets([bytes], packetCase.level)).toEqual(expected);
  });

  test('is read alike from any two chunks', () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(readPackets([bytes.subarray(0, cut), bytes.subarray(cut)], packetCase.level)).toEqual(expected);
    }
  });

  test('is read alike byte by byte', () => {
    expect(readPackets(singleBytes(bytes), packetCase.level)).toEqual(expected);
  });
});

test('all proper packets of a level are read out of one stream, cut in pieces of any one size', () => {
  for (const level of [3, 4, 5] as const) {
    const proper = allCases.filter((packetCase) => packetCase.level === level && 'packet' in packetCase);
    const stream = Buffer.concat(proper.map(({ notation }) => bytesOf(notation)));
    for (let size = 1; size <= MAX_PACKET_BYTES; size++) {
      expect(readPackets(pieces(stream, size), level)).toEqual(proper.map(expectationOf));
    }
  }
});

function expectationOf(packetCase: PacketCase): object {
  return 'packet' in packetCase ? packetCase.packet : { violation: packetCase.violation };
}

function singleBytes(bytes: Buffer): Buffer[] {
  return [...pieces(bytes, 1)];
}

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes } from './fixtures/compile-fixture.test-helper.ts';
import { encodeFrame, parseFrame } from './frame.ts';
import type { FrameCommand } from './frame-command.ts';
import { frameCommand } from './frame-command.ts';
import { Malformed } from './malformed.ts';

// Captured frames: p0-payload.md §3.4, device-cloud.md §4.5.
const vectors: [hex: string, command: FrameCommand, serialNumber: number | undefined, payload: string][] = [
  ['00000003 03 00 0091', 0x0091, undefined, ''],
  ['00000003 04 00 0090 02', 0x0090, undefined, '02'],
  ['00000003 0d 00 0091 03 03 02dc 089d 0000 0000', 0x0091, undefined, '03 03 02dc 089d 0000 0000'],
  ['00000003 0e 00 0091 04 01fe0080050025320000', 0x0091, undefined, '04 01fe0080050025320000'],
  ['00000003 09 00 0090 01 01 01000010', 0x0090, undefined, '01 01 01000010'],
  ['00000003 0a 00 0093 00000000 11 10 01', 0x0093, 0, '11 10 01'],
  ['00000003 07 00 0094 00000001', 0x0094, 1, ''],
  [`00000003 a003 00 0093 ffffffff ${'5a'.repeat(409)}`, 0x0093, 0xffffffff, '5a'.repeat(409)],
];

describe('a frame', () => {
  test.each(vectors)('%s is parsed and encoded again', (hex, command, serialNumber, payload) => {
    expect(parseFrame(bytes(hex))).toEqual({ flag: 0, command, serialNumber, payload: bytes(payload) });
    const serial = serialNumber === undefined ? {} : { serialNumber };
    expect(encodeFrame({ command, ...serial, payload: bytes(payload) })).toEqual(bytes(hex));
  });

  test('keeps the flag that a device set', () => {
    expect(parseFrame(bytes('00000003 03 01 0091'))).toMatchObject({ flag: 1 });
  });

  test('shares its payload with the bytes it came in', () => {
    const frame = bytes('00000003 04 00 0090 02');
    const parsed = parseFrame(frame);
    expect('payload' in parsed && parsed.payload.buffer).toBe(frame.buffer);
  });

  test.each([
    ['', 'prefix'],
    ['000000', 'prefix'],
    ['00000004 03 00 0091', 'prefix'],
    ['00000003', 'length'],
    ['00000003 02 00 00', 'length'],
    ['00000003 04 00 0091', 'length'],
    ['00000003 02 00 0091', 'length'],
    ['00000003 03 00 0091 00', 'length'],
    ['00000003 80808080 00 0091', 'length'],
    ['00000003 ffffffff 00 0091', 'length'],
    ['00000003 03 00 0062', 'command'],
    ['00000003 06 00 0093 000001', 'serial_number'],
  ])('%s is malformed: %s', (hex, reason) => {
    expect(parseFrame(bytes(hex))).toEqual(new Malformed(reason));
  });

  test('comes back whole, whatever it carries', () => {
    const command = fc.constantFrom(...Object.values(frameCommand));
    const payload = fc.integer({ min: 0, max: 70_000 }).map((length) => Buffer.alloc(length, 0x5a));
    const serialNumber = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(command, serialNumber, payload, (anyCommand, serial, data) => {
        const parsed = parseFrame(encodeFrame({ command: anyCommand, serialNumber: serial, payload: data }));
        if (parsed instanceof Malformed) throw new Error(parsed.malformed);
        const hasSerial = anyCommand === 0x0093 || anyCommand === 0x0094;
        expect(parsed.command).toBe(anyCommand);
        expect(parsed.serialNumber).toBe(hasSerial ? serial : undefined);
        expect(parsed.payload.equals(data)).toBe(true);
      }),
    );
  });

  test('never throws on random bytes, and is never more than its bytes', () => {
    const tail = fc.uint8Array({ maxLength: 40 });
    const start = fc.constantFrom('', '00000003', '0000000303000091', '0000000307000094');
    fc.assert(
      fc.property(start, tail, (hex, random) => {
        const noise = Buffer.concat([bytes(hex), random]);
        const parsed = parseFrame(noise);
        if (parsed instanceof Malformed) return;
        expect(noise.subarray(noise.length - parsed.payload.length)).toEqual(parsed.payload);
      }),
    );
  });
});

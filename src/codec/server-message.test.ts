import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes } from './fixtures/compile-fixture.test-helper.ts';
import { Malformed } from './malformed.ts';
import {
  encodeClientCount,
  encodeFirmwareCheck,
  encodeServerMessage,
  firmwareType,
  parseServerMessage,
} from './server-message.ts';

describe('a message between module and server', () => {
  test('tells the number of online clients in two bytes', () => {
    expect(encodeClientCount(258)).toEqual(bytes('00000003 0210 0102'));
    expect(encodeClientCount(70_000)).toEqual(bytes('00000003 0210 ffff'));
  });

  test('tells the firmware type to look for', () => {
    expect(encodeFirmwareCheck(firmwareType.wifi)).toEqual(bytes('00000003 0211 01'));
    expect(encodeFirmwareCheck(firmwareType.mcu)).toEqual(bytes('00000003 0211 02'));
  });

  test.each([
    ['00000003 020f', 0x020f, ''],
    ['00000003 021c 3031', 0x021c, '3031'],
  ])('%s is parsed and encoded again', (hex, command, body) => {
    expect(parseServerMessage(bytes(hex))).toEqual({ command, body: bytes(body) });
    expect(encodeServerMessage({ command, body: bytes(body) })).toEqual(bytes(hex));
  });

  test.each([
    ['000003', 'prefix'],
    ['00000004 020f', 'prefix'],
    ['00000003 02', 'command'],
  ])('%s is malformed: %s', (hex, reason) => {
    expect(parseServerMessage(bytes(hex))).toEqual(new Malformed(reason));
  });

  test('never throws on random bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (random) => void parseServerMessage(Buffer.from(random))));
  });
});

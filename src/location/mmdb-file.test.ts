import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { QiyunError } from '../model/errors.ts';
import { MmdbFile } from './mmdb-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'qiyun-mmdb-'));
afterAll(() => rmSync(folder, { recursive: true }));
let written = 0;

/** The record for "nothing" in a tree of one node, and where values start behind it. */
const nothing = 1;
const valuesFrom = 1 + 16;
const description = [
  ...map(4),
  ...[...text('node_count'), 0xc1, 1],
  ...[...text('record_size'), 0xa1, 28],
  ...[...text('ip_version'), 0xa1, 4],
  ...[...text('binary_format_major_version'), 0xa1, 2],
];

function map(entries: number): number[] {
  return [0xe0 + entries];
}

function text(value: string): number[] {
  return [0x40 + value.length, ...Buffer.from(value)];
}

/** Two records of 28 bits, both below 2^24. */
function node(zero: number, one: number): number[] {
  return [zero >> 16, zero >> 8, zero, 0, one >> 16, one >> 8, one].map((byte) => byte & 0xff);
}

/** A tree whose addresses from 128.0.0.0 on have the first of the values. */
function fileWith(values: readonly number[], ending: readonly number[] = description): Buffer {
  const separator = Array<number>(16).fill(0);
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.from([...node(nothing, valuesFrom), ...separator, ...values, ...marker, ...ending]);
}

function find(bytes: Buffer, firstByte: number): unknown {
  const path = join(folder, `${written++}.mmdb`);
  writeFileSync(path, bytes);
  const file = new MmdbFile(path);
  try {
    return file.find(Uint8Array.of(firstByte, 0, 0, 0));
  } finally {
    file.close();
  }
}

test('an address is followed bit by bit to its value, or to none', () => {
  expect(find(fileWith(text('east')), 0x80)).toBe('east');
  expect(find(fileWith(text('east')), 0x7f)).toBeUndefined();
});

const long = 'x'.repeat(300);
test.each([
  ['a text', text('Guangzhou'), 'Guangzhou'],
  ['a text of 29 bytes and more', [0x5d, 1, ...Buffer.from('x'.repeat(30))], 'x'.repeat(30)],
  ['a text of 285 bytes and more', [0x5e, 0, 15, ...Buffer.from(long)], long],
  ['a double', [0x68, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
  ['a float', [0x04, 8, 0x3f, 0xc0, 0, 0], 1.5],
  ['a number of no bytes', [0xa0], 0],
  ['a number of 16 bits', [0xa2, 1, 2], 258],
  ['a number of 64 bits', [0x05, 2, 1, 0, 0, 0, 0], 2 ** 32],
  ['true', [0x01, 7], true],
  ['false', [0x00, 7], false],
  ['an array', [0x02, 4, 0xa1, 1, ...text('b')], [1, 'b']],
  ['a map', [...map(2), ...text('a'), 0xa1, 1, ...text('b'), ...text('c')], { a: 1, b: 'c' }],
  ['a pointer of one byte', [0x20, 3, 0, ...text('far')], 'far'],
  ['a pointer of four bytes', [0x38, 0, 0, 0, 5, ...text('far')], 'far'],
  ['a pointer of two bytes', [0x28, 0, 0, ...Array(2045).fill(0), ...text('far')], 'far'],
  [
    'a pointer between others',
    [...map(2), ...text('a'), 0x20, 10, ...text('b'), 0xa1, 7, 0, ...text('z')],
    { a: 'z', b: 7 },
  ],
])('%s is read', (_, values, expected) => {
  expect(find(fileWith(values as number[]), 0x80)).toEqual(expected);
});

test.each([
  ['a pointer to itself', [0x20, 0]],
  ['a pointer beyond the file', [0x38, 0xff, 0xff, 0xff, 0xff]],
  ['a text longer than the file', [0x5f, 0xff, 0xff, 0xff]],
  ['a type that does not exist', [0x00, 40]],
])('%s is refused as damage', (_, values) => {
  expect(() => find(fileWith(values), 0x80)).toThrow('is damaged');
});

test.each([
  ['of another format', [...description.slice(0, -1), 3], 'format 2'],
  ['of other records', description.map((byte) => (byte === 28 ? 24 : byte)), '28 bits'],
  [
    'of a tree that does not fit',
    description.map((byte) => (byte === 1 ? 200 : byte)),
    'longer than the file',
  ],
  ['without a description', [0x40], 'format 2'],
])('a file %s is refused when it is opened', (_, ending, reason) => {
  expect(() => find(fileWith(text('east'), ending), 0x80)).toThrow(reason);
});

test('a damaged file gives a value, none, or an error that says so', () => {
  const sound = fileWith([...map(1), ...text('city'), ...text('Guangzhou')]);
  const byte = fc.integer({ min: 0, max: 255 });
  const position = fc.integer({ min: 0, max: sound.length - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(position, byte), { minLength: 1, maxLength: 8 }), (changes) => {
      const damaged = Buffer.from(sound);
      for (const [at, value] of changes) damaged[at] = value;
      try {
        find(damaged, 0x80);
      } catch (error) {
        expect(error).toBeInstanceOf(QiyunError);
      }
    }),
    { numRuns: 500 },
  );
});

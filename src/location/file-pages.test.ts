import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { FilePages, pageBytes } from './file-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'qiyun-pages-'));
const path = join(folder, 'large.bin');
/** More pages than are kept, and the last one short. */
const content = Buffer.alloc(1500 * pageBytes + 77);
for (let at = 0; at + 4 <= content.length; at += 4) content.writeUInt32BE(at, at);
writeFileSync(path, content);
const pages = new FilePages(path);

afterAll(() => {
  pages.close();
  rmSync(folder, { recursive: true });
});

test('every read gives what the file has there, in whatever order and across pages', () => {
  const offset = fc.integer({ min: 0, max: content.length });
  const length = fc.integer({ min: 0, max: pageBytes });
  fc.assert(
    fc.property(offset, length, (start, wanted) => {
      const bytes = Math.min(wanted, content.length - start);
      expect(pages.read(start, bytes).equals(content.subarray(start, start + bytes))).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test('a page that had to go is read again', () => {
  for (let round = 0; round < 2; round++)
    for (let at = 0; at < content.length - 4; at += pageBytes)
      expect(pages.read(at, 4).readUInt32BE()).toBe(at);
});

test('a read beyond the end is refused with the name of the file', () => {
  expect(() => pages.read(content.length - 3, 4)).toThrow('large.bin is damaged');
  expect(() => pages.read(-1, 4)).toThrow('large.bin is damaged');
});

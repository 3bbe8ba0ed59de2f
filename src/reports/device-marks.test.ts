import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeviceMarks } from './device-marks.ts';

/** As the database sends rows of `period_activity` in which these devices have their bit. */
function rowsOf(deviceIds: readonly number[], blocks: readonly number[]): Buffer {
  const rows = blocks.map((block) => {
    const row = Buffer.alloc(8 + 512);
    row.writeInt32BE(block);
    row.writeInt32BE(4096, 4);
    for (const id of deviceIds.filter((id) => Math.floor(id / 4096) === block)) {
      row[8 + ((id % 4096) >> 3)]! |= 0x80 >> (id % 8);
    }
    return row;
  });
  return Buffer.concat(rows);
}

const someIds = fc.uniqueArray(fc.oneof(fc.nat(20_000), fc.integer({ min: 2 ** 40, max: 2 ** 40 + 99 })));

test('marked devices are counted by their places, others are of no account', () => {
  fc.assert(
    fc.property(someIds, someIds, someIds, (here, entered, marked) => {
      const places = [0, 1, 2].map((placeId) => ({
        placeId,
        deviceIds: here.filter((id) => id % 3 === placeId),
      }));
      const marks = new DeviceMarks(places);
      marks.mark(here[0] ?? 1);
      marks.clear();
      marks.markBlocks(rowsOf(entered, marks.blocks));
      for (const id of marked) marks.mark(id);
      const all = new Set([...entered, ...marked]);
      const expected = places.map(
        ({ placeId, deviceIds }) => [placeId, deviceIds.filter((id) => all.has(id)).length] as const,
      );
      expect(marks.count()).toEqual(new Map(expected));
    }),
  );
});

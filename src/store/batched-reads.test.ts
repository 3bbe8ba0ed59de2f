import { expect, test } from 'vitest';
import { BatchedReads } from './batched-reads.ts';

/** Answers `key × 10` for even keys, when told to. */
function heldReads(maxKeys?: number) {
  const asked: number[][] = [];
  const releases: (() => void)[] = [];
  const reads = new BatchedReads<number, number>(async (keys) => {
    asked.push(keys);
    await new Promise<void>((resolve) => releases.push(resolve));
    return new Map(keys.filter((key) => key % 2 === 0).map((key) => [key, key * 10]));
  }, maxKeys);
  const release = async () => {
    while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
    releases.shift()!();
  };
  return { reads, asked, release };
}

test('look-ups of one moment are one query, each key once', async () => {
  const { reads, asked, release } = heldReads();
  const answers = Promise.all([2, 3, 2, 4].map((key) => reads.read(key)));
  await release();
  expect(await answers).toEqual([20, undefined, 20, 40]);
  expect(asked).toEqual([[2, 3, 4]]);
});

test('look-ups that come while a query runs go out together when it ends', async () => {
  const { reads, asked, release } = heldReads();
  const first = reads.read(2);
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const later = Promise.all([reads.read(4), reads.read(6)]);
  await release();
  await first;
  await release();
  expect(await later).toEqual([40, 60]);
  expect(asked).toEqual([[2], [4, 6]]);
});

test('more keys than fit one query are asked for one after another', async () => {
  const { reads, asked, release } = heldReads(2);
  const answers = Promise.all([2, 4, 6].map((key) => reads.read(key)));
  await release();
  await release();
  expect(await answers).toEqual([20, 40, 60]);
  expect(asked).toEqual([[2, 4], [6]]);
});

test('a query that fails fails its own look-ups only', async () => {
  let isBroken = true;
  const reads = new BatchedReads<number, number>(async (keys) => {
    if (isBroken) throw new Error('down');
    return new Map(keys.map((key) => [key, key]));
  });
  await expect(reads.read(1)).rejects.toThrow('down');
  isBroken = false;
  expect(await reads.read(1)).toBe(1);
});

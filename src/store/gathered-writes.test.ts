import { expect, test } from 'vitest';
import { QiyunError } from '../model/errors.ts';
import { GatheredWrites } from './gathered-writes.ts';

const unavailable = new QiyunError('5409', { status: 503 });

test('what comes while a statement runs goes out together when it ends', async () => {
  const statements: number[][] = [];
  let end = () => {};
  const writes = new GatheredWrites<number>((items) => {
    statements.push(items);
    return new Promise((resolve) => {
      end = resolve;
    });
  });
  const first = writes.write(1);
  await expect.poll(() => statements).toEqual([[1]]);
  const others = [writes.write(2), writes.write(3)];
  end();
  await first;
  await expect.poll(() => statements).toEqual([[1], [2, 3]]);
  end();
  await Promise.all(others);
});

test('an item that is refused does not keep its neighbours from being written', async () => {
  const written: number[] = [];
  const writes = new GatheredWrites<number>(async (items) => {
    if (items.includes(2)) throw new Error('2 is wrong');
    written.push(...items);
  });
  const outcomes = await Promise.allSettled([1, 2, 3].map((item) => writes.write(item)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(written).toEqual([1, 3]);
});

test('when the database is away all are told at once', async () => {
  let statements = 0;
  const writes = new GatheredWrites<number>(async () => {
    statements += 1;
    throw unavailable;
  });
  const outcomes = await Promise.allSettled([1, 2, 3].map((item) => writes.write(item)));
  expect(outcomes).toMatchObject(Array(3).fill({ status: 'rejected', reason: unavailable }));
  expect(statements).toBe(1);
});

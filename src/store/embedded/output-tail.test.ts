import { expect, test } from 'vitest';
import { OutputTail } from './output-tail.ts';

test('a short stream is kept whole', () => {
  const tail = new OutputTail(100);
  tail.add('one\ntw');
  tail.add('o\n');
  expect(tail.text).toBe('one\ntwo');
});

test('of a long stream the last whole lines are kept', () => {
  const tail = new OutputTail(10);
  tail.add('first line\nsecond\nthird\n');
  expect(tail.text).toBe('third');
});

test('a last line longer than the limit is kept in part rather than not at all', () => {
  const tail = new OutputTail(4);
  tail.add('abcdefgh');
  expect(tail.text).toBe('efgh');
});

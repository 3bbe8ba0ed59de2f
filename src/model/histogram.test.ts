import { expect, test } from 'vitest';
import { Histogram, quantile } from './histogram.ts';

const bounds = [1, 2, 4];

test('a value belongs to the first bucket whose bound it does not exceed', () => {
  const histogram = new Histogram(bounds);
  for (const value of [0, 1, 1.5, 2, 4, 5]) histogram.observe(value);
  expect(histogram.snapshot()).toEqual({ counts: [2, 2, 1, 1], sum: 13.5 });
});

test('a snapshot stays as it was', () => {
  const histogram = new Histogram(bounds);
  const before = histogram.snapshot();
  histogram.observe(1);
  expect(before.counts).toEqual([0, 0, 0, 0]);
});

test('quantiles lie evenly within a bucket, and end at the last bound', () => {
  expect(quantile(bounds, [0, 4, 0, 0], 0.5)).toBe(1.5);
  expect(quantile(bounds, [2, 0, 2, 0], 0.75)).toBe(3);
  expect(quantile(bounds, [1, 0, 0, 99], 0.99)).toBe(4);
  expect(quantile(bounds, [0, 0, 0, 0], 0.5)).toBeUndefined();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatencyHistogram } from './latency-histogram.ts';

const latencies = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 });

test('a percentile is within 2 % of the true one, and within a microsecond for short ones', () => {
  fc.assert(
    fc.property(latencies, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, share) => {
      const histogram = new LatencyHistogram();
      for (const value of values) histogram.record(value);
      const sorted = values.toSorted((a, b) => a - b);
      const trueMs = sorted[Math.ceil(values.length * share) - 1]!;
      expect(Math.abs(histogram.percentileMs(share) - trueMs)).toBeLessThanOrEqual(trueMs * 0.02 + 0.001);
    }),
  );
});

test('the largest latency is exact, and nothing recorded is 0 everywhere', () => {
  const histogram = new LatencyHistogram();
  expect([histogram.count, histogram.maxMs, histogram.percentileMs(0.99)]).toEqual([0, 0, 0]);

  for (const latencyMs of [1.25, 7.125, 3]) histogram.record(latencyMs);
  expect([histogram.count, histogram.maxMs, histogram.percentileMs(1)]).toEqual([3, 7.125, 7.125]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heartbeat } from './heartbeat.ts';

test('a session without a heartbeat has nothing but the time since its beginning', () => {
  expect(new Heartbeat(1_000).statistics(8_400)).toEqual({ count: 0, maxS: 0, minS: 0, avgS: 0, lastS: 7 });
});

test('the intervals are those between heartbeats, the first one from the beginning of the session', () => {
  const heartbeat = new Heartbeat(0);
  for (const ms of [50_000, 90_000, 150_400]) heartbeat.beat(ms);
  expect(heartbeat.statistics(280_000)).toEqual({ count: 3, maxS: 60, minS: 40, avgS: 50, lastS: 130 });
});

test('a clock that is set back yields no negative interval', () => {
  const heartbeat = new Heartbeat(10_000);
  heartbeat.beat(5_000);
  expect(heartbeat.statistics(4_000)).toEqual({ count: 1, maxS: 0, minS: 0, avgS: 0, lastS: 0 });
});

test('whenever heartbeats come, the statistics are what a count of all intervals says', () => {
  const gapsMs = fc.array(fc.nat(600_000), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.nat(), gapsMs, fc.nat(600_000), (startMs, gaps, lastMs) => {
      const heartbeat = new Heartbeat(startMs);
      let nowMs = startMs;
      for (const gapMs of gaps) {
        nowMs += gapMs;
        heartbeat.beat(nowMs);
      }
      const sorted = gaps.toSorted((a, b) => a - b);
      const averageMs = gaps.reduce((sum, gapMs) => sum + gapMs) / gaps.length;
      expect(heartbeat.statistics(nowMs + lastMs)).toEqual({
        count: gaps.length,
        maxS: Math.round(sorted.at(-1)! / 1000),
        minS: Math.round(sorted[0]! / 1000),
        avgS: Math.round(averageMs / 1000),
        lastS: Math.round(lastMs / 1000),
      });
    }),
  );
});

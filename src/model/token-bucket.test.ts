import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBuckets } from './token-bucket.ts';

describe('TokenBuckets', () => {
  it('allows a burst, then as many as have been refilled, and says how long to wait', () => {
    let nowMs = 1_000;
    const buckets = new TokenBuckets({ burst: 2, perSecond: 0.5, clock: () => nowMs });
    expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 2]);
    nowMs += 1_000;
    expect(buckets.take('a')).toBe(1);
    nowMs += 1_000;
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 2]);
  });

  it('keeps keys apart', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 1, clock: () => 0 });
    expect([buckets.take('a'), buckets.take('b'), buckets.take('a')]).toEqual([0, 0, 1]);
  });

  it('has a token again that was given back, and never more than its burst', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 1, clock: () => 0 });
    buckets.take('a');
    buckets.giveBack('a');
    buckets.giveBack('a');
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1]);
  });

  it('keeps nothing of a key that has all its tokens again', () => {
    const buckets = new TokenBuckets({ burst: 2, perSecond: 1, clock: () => 0 });
    buckets.take('a');
    buckets.giveBack('a');
    expect(buckets.size).toBe(0);
  });

  it('never holds more than its keys and forgets the one unused for longest', () => {
    const buckets = new TokenBuckets({ burst: 1, perSecond: 1, keysMax: 2, clock: () => 0 });
    for (const key of ['a', 'b', 'a', 'c']) buckets.take(key);
    expect(buckets.size).toBe(2);
    expect(buckets.take('a')).toBe(1);
    expect(buckets.take('b')).toBe(0);
  });

  it('never allows more than burst plus refill in any stretch of time, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -3_000, max: 5_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 5 }),
        (waits, burst, rate) => {
          let nowMs = 0;
          let forwardMs = 0;
          let allowed = 0;
          const buckets = new TokenBuckets({ burst, perSecond: rate, clock: () => nowMs });
          for (const waitMs of waits) {
            if (buckets.take('a') === 0) allowed++;
            nowMs += waitMs;
            forwardMs += Math.max(0, waitMs);
            expect(allowed).toBeLessThanOrEqual(burst + (forwardMs * rate) / 1000);
          }
        },
      ),
    );
  });

  it('always allows again after the seconds it names', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        (burst, rate) => {
          let nowMs = 0;
          const buckets = new TokenBuckets({ burst, perSecond: rate, clock: () => nowMs });
          for (let i = 0; i < burst; i++) expect(buckets.take('a')).toBe(0);
          nowMs += buckets.take('a') * 1000;
          expect(buckets.take('a')).toBe(0);
        },
      ),
    );
  });
});

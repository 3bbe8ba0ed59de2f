import { describe, expect, test } from 'vitest';
import { burstS, SendingDensity, type SendingRate } from './sending-density.ts';

const rate: SendingRate = { messagesPerSecond: 2, bytesPerSecond: 100 };

/** How many messages of a size pass before one is too many. */
function countAllowed(density: SendingDensity, bytes: number): number {
  let count = 0;
  while (!density.add(bytes, rate)) count++;
  return count;
}

describe('what is allowed', () => {
  test('at once is the worth of ten seconds, in messages and in bytes', () => {
    expect(burstS).toBe(10);
    expect(countAllowed(new SendingDensity(0), 0)).toBe(20);
    expect(countAllowed(new SendingDensity(0), 250)).toBe(4);
  });

  test('for ever is the rate, however finely time is cut', () => {
    const density = new SendingDensity(0);
    for (let nowMs = 1; nowMs <= 100_000; nowMs++) {
      density.drain(nowMs, rate);
      if (nowMs % 500 === 0) expect(density.add(50, rate)).toBe(false);
    }
  });

  test('does not grow beyond that in a long silence', () => {
    const density = new SendingDensity(0);
    density.drain(86_400_000, rate);
    expect(countAllowed(density, 0)).toBe(20);
  });

  test('is less at once when the rate has become lower', () => {
    const density = new SendingDensity(0);
    for (let count = 0; count < 15; count++) density.add(0, rate);
    expect(density.add(0, { ...rate, messagesPerSecond: 1 })).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { WakingClock } from './waking-clock.ts';

let monotonicMs = 5_000;
const clock = new WakingClock(() => monotonicMs);

function pass(ms: number, ticks: number): void {
  for (let tick = 0; tick < ticks; tick++) {
    monotonicMs += ms;
    clock.tick();
  }
}

test('goes on with the process, between ticks, too', () => {
  const startMs = clock.now();
  pass(500, 10);
  monotonicMs += 300;
  expect(clock.now() - startMs).toBe(5_300);
});

test('counts a second at most of the time in which the process did not run', () => {
  clock.tick();
  const startMs = clock.now();
  pass(3_600_000, 1);
  pass(500, 2);
  expect(clock.now() - startMs).toBe(2_000);
});

test('does not run ahead when it is asked before the first tick after a pause, and never goes back', () => {
  clock.tick();
  const startMs = clock.now();
  monotonicMs += 3_600_000;
  expect(clock.now() - startMs).toBe(1_000);
  clock.tick();
  expect(clock.now() - startMs).toBe(1_000);
});

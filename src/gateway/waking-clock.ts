import type { Clock } from '../model/clock.ts';

/** Ticks of a process that runs are closer together; what is beyond was a pause of ours. */
const maxGapMs = 1_000;

/**
 * The time that devices can be held to: it goes on with the monotonic clock, but stands still while this process did
 * not run (stopped by a signal, starved, asleep with its machine), for then what devices sent was not read.
 */
export class WakingClock {
  readonly #monotonicClock: Clock;
  #lastTickMs: number;
  #pausedMs = 0;

  constructor(monotonicClock: Clock) {
    this.#monotonicClock = monotonicClock;
    this.#lastTickMs = monotonicClock();
  }

  /** Never further ahead of the last tick than one may be: of a pause that is just over, no tick has told yet. */
  now(): number {
    const sinceTickMs = this.#monotonicClock() - this.#lastTickMs;
    return this.#lastTickMs - this.#pausedMs + Math.min(sinceTickMs, maxGapMs);
  }

  /** To be called at least every second. */
  tick(): void {
    const nowMs = this.#monotonicClock();
    this.#pausedMs += Math.max(0, nowMs - this.#lastTickMs - maxGapMs);
    this.#lastTickMs = nowMs;
  }
}

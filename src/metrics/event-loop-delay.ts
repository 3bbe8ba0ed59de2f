import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../model/clock.ts';
import type { ProcessReport } from './process-report.ts';

const resolutionMs = 20;
const windowMs = 5_000;

/** How late the event loop of this process is, over windows of some seconds. */
export class EventLoopDelay {
  readonly #monotonicClock: Clock;
  readonly #monitor: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs });
  #sinceMs: number;
  #last: ProcessReport['eventLoopDelay'] | undefined;

  constructor(monotonicClock: Clock) {
    this.#monotonicClock = monotonicClock;
    this.#sinceMs = monotonicClock();
    this.#monitor.enable();
  }

  /** Of the last window that is over; of the first, as far as it has come. */
  report(): ProcessReport['eventLoopDelay'] {
    const nowMs = this.#monotonicClock();
    if (nowMs - this.#sinceMs < windowMs) return this.#last ?? this.#read();
    this.#sinceMs = nowMs;
    this.#last = this.#read();
    this.#monitor.reset();
    return this.#last;
  }

  close(): void {
    this.#monitor.disable();
  }

  #read(): ProcessReport['eventLoopDelay'] {
    return { p50Seconds: this.#delay(50), p99Seconds: this.#delay(99) };
  }

  /** It measures when its timer fires, which is when it was to fire and the delay. */
  #delay(percentile: number): number {
    return Math.max(0, this.#monitor.percentile(percentile) / 1e9 - resolutionMs / 1000);
  }
}

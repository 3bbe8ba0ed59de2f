import type { HeartbeatStatistics } from '../model/session-end.ts';

/** Gathers the intervals between the PINGREQs of a session; the first is counted from its beginning (contract.md §5, …/online). */
export class Heartbeat {
  #count = 0;
  #lastMs: number;
  #totalMs = 0;
  #maxMs = 0;
  #minMs = Number.POSITIVE_INFINITY;

  constructor(sessionStartMs: number) {
    this.#lastMs = sessionStartMs;
  }

  beat(nowMs: number): void {
    const intervalMs = Math.max(0, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    this.#count++;
    this.#totalMs += intervalMs;
    this.#maxMs = Math.max(this.#maxMs, intervalMs);
    this.#minMs = Math.min(this.#minMs, intervalMs);
  }

  /** The statistics of a session that ends now, in whole seconds. */
  statistics(nowMs: number): HeartbeatStatistics {
    const lastS = seconds(Math.max(0, nowMs - this.#lastMs));
    if (this.#count === 0) return { count: 0, maxS: 0, minS: 0, avgS: 0, lastS };
    return {
      count: this.#count,
      maxS: seconds(this.#maxMs),
      minS: seconds(this.#minMs),
      avgS: seconds(this.#totalMs / this.#count),
      lastS,
    };
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

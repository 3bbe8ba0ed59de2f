/** What a histogram has counted, as it goes between processes. */
export interface HistogramCounts {
  /** Of each bucket by itself: above the bound before, up to its own; one more for what is above the last bound. */
  readonly counts: readonly number[];
  /** Of all values. */
  readonly sum: number;
}

/** Counts values by size: one increment per value, so that it may stand where work is done. */
export class Histogram implements HistogramCounts {
  readonly #bounds: readonly number[];
  readonly counts: number[];
  sum = 0;

  /** @param bounds the greatest value of each bucket, rising */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > this.#bounds[bucket]!) bucket++;
    this.counts[bucket]!++;
    this.sum += value;
  }

  /** As it is now, whatever is counted afterwards. */
  snapshot(): HistogramCounts {
    return { counts: [...this.counts], sum: this.sum };
  }
}

/**
 * About where the share `q` of the values ends: within a bucket they are taken to lie evenly. Undefined when there are none;
 * the last bound for what is above it.
 */
export function quantile(
  bounds: readonly number[],
  counts: readonly number[],
  q: number,
): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = q * total;
  let below = 0;
  for (const [bucket, bound] of bounds.entries()) {
    const count = counts[bucket]!;
    const start = bucket === 0 ? 0 : bounds[bucket - 1]!;
    if (count > 0 && below + count >= rank) return start + ((rank - below) / count) * (bound - start);
    below += count;
  }
  return bounds.at(-1);
}

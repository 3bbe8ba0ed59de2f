/** The smallest value that `share` (0 to 1) of all values do not exceed; NaN when there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The middle value, or the lower of the two in the middle; NaN when there are none. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

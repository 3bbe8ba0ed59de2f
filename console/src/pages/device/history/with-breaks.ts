/** Longer without a value than so many times the usual distance, and nobody knows what was between. */
const longestGap = 6;

/**
 * The times with the index of each, and a null in the middle of each gap, where a line breaks: a device that was away
 * for long has no values there.
 */
export function withBreaks(times: readonly number[]): (readonly [time: number, index: number | null])[] {
  const distances = times.slice(1).map((time, i) => time - times[i]!);
  const usual = distances.toSorted((a, b) => a - b)[distances.length >> 1] ?? 0;
  return times.flatMap((time, i) => {
    const before = times[i - 1];
    const isAfterGap = before !== undefined && time - before > usual * longestGap;
    return isAfterGap ? [[(before + time) / 2, null] as const, [time, i] as const] : [[time, i] as const];
  });
}

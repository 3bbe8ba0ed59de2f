/** Times on the wire are whole seconds since the epoch (contract.md §1). */
export function secondsOf(ms: number): number {
  return Math.floor(ms / 1000);
}

export function secondsOrNull(ms: number | null): number | null {
  return ms === null ? null : secondsOf(ms);
}

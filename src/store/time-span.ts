/** From one millisecond since the epoch on, to before another. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

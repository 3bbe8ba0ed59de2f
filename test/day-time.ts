/** The time of a day that does not pass by itself. */
export class DayTime {
  /** For how long the day has lasted. */
  nowMs = 0;
  readonly #startMs: number;
  #steppedMs = 0;

  /** What the clock on the wall shows in the beginning. */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  get wallMs(): number {
    return this.#startMs + this.nowMs + this.#steppedMs;
  }

  /** The clock on the wall is set, and no time passes. */
  setForward(ms: number): void {
    this.#steppedMs += ms;
  }
}

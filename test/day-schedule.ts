/** Nothing follows from a deed in later turns of the event loop. */
export const quiet = Symbol();

/** What is done at a moment; `life` is that of the doer when it was planned. */
export type Deed = (life: number) => void | Promise<void> | typeof quiet;

export interface PlannedDeed {
  readonly atMs: number;
  readonly deed: Deed;
  readonly life: number;
}

/** What will happen, in steps of the clock. */
export class DaySchedule {
  readonly stepMs: number;
  readonly #steps = new Map<number, PlannedDeed[]>();
  #nextStep = 0;

  constructor(stepMs: number) {
    this.stepMs = stepMs;
  }

  /** Within the next step at the earliest. */
  at(atMs: number, deed: Deed, life = 0): void {
    const ms = Math.max(Math.round(atMs), this.nextMs);
    const step = Math.floor(ms / this.stepMs);
    const planned = this.#steps.get(step);
    if (planned) planned.push({ atMs: ms, deed, life });
    else this.#steps.set(step, [{ atMs: ms, deed, life }]);
  }

  /** Where the next step begins. */
  get nextMs(): number {
    return this.#nextStep * this.stepMs;
  }

  /** The deeds of the next step, in their order. */
  takeStep(): PlannedDeed[] {
    const planned = this.#steps.get(this.#nextStep) ?? [];
    this.#steps.delete(this.#nextStep++);
    return planned.sort((a, b) => a.atMs - b.atMs);
  }
}

import { setTimeout as moment } from 'node:timers/promises';
import type { Undertaking } from './undertaking.ts';

const pauseMs = 15;

/** Goes on with all undertakings at once, whatever the server answers, until it is stopped. */
export class BusyPeople {
  readonly #undertakings: readonly Undertaking[];
  readonly #busy: Promise<unknown>;
  #isStopped = false;

  constructor(undertakings: readonly Undertaking[]) {
    this.#undertakings = undertakings;
    this.#busy = Promise.all(this.#undertakings.map((undertaking) => this.#goOn(undertaking)));
  }

  /** Resolves when all that is under way has been answered, or cannot be any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#busy;
  }

  async #goOn(undertaking: Undertaking): Promise<void> {
    while (!this.#isStopped) {
      await undertaking.act().catch(() => {});
      await moment(pauseMs);
    }
  }
}

import type { Logger } from 'pino';

/** What has been started, to be stopped the other way round. */
export class StartedParts {
  readonly #logger: Logger;
  readonly #stops: (() => Promise<unknown>)[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #isStopped = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @throws Error when the stop was begun; the next one stops this part */
  add(stop: () => Promise<unknown>): void {
    this.#stops.push(stop);
    this.requireRunning();
  }

  /** @throws Error when the stop was begun: a start that is still under way goes no further */
  requireRunning(): void {
    if (this.#isStopped) throw new Error('it was stopped while it started');
  }

  /** Work that repeats. It may fail while the database is away and is simply done again. */
  every(intervalMs: number, work: () => Promise<unknown>): void {
    const run = () =>
      void work().catch((error: unknown) => this.#logger.warn({ err: error }, 'maintenance failed'));
    this.requireRunning();
    this.#timers.push(setInterval(run, intervalMs));
  }

  /** A part that cannot be stopped does not keep the others from being stopped; the first such error is thrown. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    const errors: unknown[] = [];
    for (const stop of this.#stops.splice(0).reverse())
      await stop().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
}

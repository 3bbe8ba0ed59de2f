import { isUnavailable } from './database.ts';

interface Waiting<T> {
  readonly item: T;
  resolve(): void;
  reject(error: unknown): void;
}

const mostAtOnce = 500;

/**
 * Turns many concurrent writes of one kind into one statement: while one runs, the next items gather, and all of them go out
 * together when it ends. An item that the database refuses does not keep its neighbours from being written.
 */
export class GatheredWrites<T> {
  readonly #writeMany: (items: T[]) => Promise<void>;
  readonly #waiting: Waiting<T>[] = [];
  #isRunning = false;

  /** @param writeMany writes all or none */
  constructor(writeMany: (items: T[]) => Promise<void>) {
    this.#writeMany = writeMany;
  }

  /** Resolves when it is on disk. */
  write(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isRunning || this.#waiting.length === 0) return;
    this.#isRunning = true;
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    await this.#settle(this.#waiting.splice(0, mostAtOnce));
    this.#isRunning = false;
    this.#schedule();
  }

  async #settle(batch: readonly Waiting<T>[]): Promise<void> {
    try {
      await this.#writeMany(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length > 1 && !isUnavailable(error)) for (const one of batch) await this.#settle([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}

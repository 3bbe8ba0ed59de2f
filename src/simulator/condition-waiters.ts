interface Waiter {
  readonly isMet: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export interface WaitOptions {
  /** What is waited for, for the message when it does not come. */
  readonly what: string;
  readonly timeoutMs: number;
}

/** Those who wait until something has become true. Its owner calls `check` after every change. */
export class ConditionWaiters {
  #waiters: Waiter[] = [];

  /** Rejects after the timeout, or when the owner gives up. */
  until(isMet: () => boolean, { what, timeoutMs }: WaitOptions): Promise<void> {
    if (isMet()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#leave(waiter, `not within ${timeoutMs} ms: ${what}`), timeoutMs);
      const waiter: Waiter = {
        isMet,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.#waiters.push(waiter);
    });
  }

  check(): void {
    if (this.#waiters.length === 0) return;
    const met = this.#waiters.filter(({ isMet }) => isMet());
    if (met.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve();
  }

  abandon(reason: string): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { reject } of waiters) reject(new Error(reason));
  }

  #leave(waiter: Waiter, reason: string): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
    waiter.reject(new Error(reason));
  }
}

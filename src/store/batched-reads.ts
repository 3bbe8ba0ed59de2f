interface Waiting<V> {
  resolve(value: V | undefined): void;
  reject(error: unknown): void;
}

/**
 * Turns many concurrent look-ups of one kind into one query: while a query runs, the next keys gather, and all of them
 * go out together when it ends. A lone look-up goes out at the end of the current turn of the event loop.
 */
export class BatchedReads<K extends string | number, V> {
  readonly #readMany: (keys: K[]) => Promise<Map<K, V>>;
  readonly #maxKeys: number;
  #waiting = new Map<K, Waiting<V>[]>();
  #running = 0;
  #scheduled = false;

  /** @param readMany answers the keys it knows; a key missing from its answer reads as undefined */
  constructor(readMany: (keys: K[]) => Promise<Map<K, V>>, maxKeys = 1000) {
    this.#readMany = readMany;
    this.#maxKeys = maxKeys;
  }

  read(key: K): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      const same = this.#waiting.get(key);
      if (same) same.push({ resolve, reject });
      else this.#waiting.set(key, [{ resolve, reject }]);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#running > 0 || this.#waiting.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    const batch = this.#take();
    this.#running++;
    try {
      const found = await this.#readMany([...batch.keys()]);
      for (const [key, waiters] of batch) for (const waiter of waiters) waiter.resolve(found.get(key));
    } catch (error) {
      for (const waiters of batch.values()) for (const waiter of waiters) waiter.reject(error);
    } finally {
      this.#running--;
      this.#schedule();
    }
  }

  #take(): Map<K, Waiting<V>[]> {
    const all = this.#waiting;
    if (all.size <= this.#maxKeys) {
      this.#waiting = new Map();
      return all;
    }
    const batch = new Map<K, Waiting<V>[]>();
    for (const [key, waiters] of all) {
      if (batch.size === this.#maxKeys) break;
      batch.set(key, waiters);
      all.delete(key);
    }
    return batch;
  }
}

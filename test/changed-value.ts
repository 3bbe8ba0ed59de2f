import type { Undertaking } from './undertaking.ts';

export interface ChangedValueOptions {
  readonly what: string;
  /** Of the nth change. */
  value(n: number): string;
  /** @throws when the server does not acknowledge it */
  write(value: string): Promise<unknown>;
  read(): Promise<string>;
}

/** A value that is changed by one caller: it is what was last acknowledged, or what was not answered since. */
export class ChangedValue implements Undertaking {
  readonly what: string;
  acknowledged = 0;
  readonly #options: ChangedValueOptions;
  #begun = 0;
  #value: string | undefined;
  #unanswered = new Map<number, string>();

  constructor(options: ChangedValueOptions) {
    this.what = options.what;
    this.#options = options;
  }

  async act(): Promise<void> {
    const n = ++this.#begun;
    const value = this.#options.value(n);
    this.#unanswered.set(n, value);
    await this.#options.write(value);
    this.#unanswered.delete(n);
    this.#value = value;
    this.acknowledged++;
  }

  async complaint(): Promise<string | undefined> {
    const read = await this.#options.read();
    const possible = [this.#value, ...this.#unanswered.values()];
    if (this.#value !== undefined && !possible.includes(read))
      return `${this.what}: ${read}, and not ${possible.join(' or ')}`;
    this.#value = read;
    this.#unanswered.clear();
    return undefined;
  }
}

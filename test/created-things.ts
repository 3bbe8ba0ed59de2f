import type { Undertaking } from './undertaking.ts';

export interface CreatedThingsOptions {
  readonly what: string;
  /** Makes the nth one and returns what it is known by. @throws when the server does not acknowledge it */
  create(n: number): Promise<string>;
  /** By the name of the list; each has all that there are. */
  readonly lists: Readonly<Record<string, () => Promise<readonly string[]>>>;
  /** Ends the oldest one in every third act; left out: they stay. @throws when the server does not acknowledge it */
  erase?(id: string): Promise<unknown>;
}

/** Things that are made, and erased: those acknowledged are in every list, those whose erasure was acknowledged in none. */
export class CreatedThings implements Undertaking {
  readonly what: string;
  acknowledged = 0;
  readonly #options: CreatedThingsOptions;
  readonly #present = new Set<string>();
  readonly #erased = new Set<string>();
  #begun = 0;

  constructor(options: CreatedThingsOptions) {
    this.what = options.what;
    this.#options = options;
  }

  async act(): Promise<void> {
    const [oldest] = this.#present;
    const n = ++this.#begun;
    if (this.#options.erase && oldest !== undefined && n % 3 === 0) await this.#erase(oldest);
    else this.#present.add(await this.#options.create(n));
    this.acknowledged++;
  }

  async complaint(): Promise<string | undefined> {
    for (const [name, read] of Object.entries(this.#options.lists)) {
      const listed = new Set(await read());
      const missing = [...this.#present].filter((id) => !listed.has(id));
      const undead = [...this.#erased].filter((id) => listed.has(id));
      if (missing.length > 0) return `${this.what}: ${missing.length} are not in ${name}, as ${missing[0]}`;
      if (undead.length > 0) return `${this.what}: erased, and still in ${name}: ${undead[0]}`;
    }
    return undefined;
  }

  async #erase(id: string): Promise<void> {
    // Until it is answered nobody knows.
    this.#present.delete(id);
    await this.#options.erase!(id);
    this.#erased.add(id);
  }
}

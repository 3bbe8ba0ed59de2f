/** What a start has acquired so far, to be given back in reverse order, once. */
export class HeldResources {
  readonly #releases: (() => void | Promise<void>)[] = [];
  #released: Promise<void> | undefined;

  add(release: () => void | Promise<void>): void {
    this.#releases.push(release);
  }

  /** The second call returns the promise of the first. */
  release(): Promise<void> {
    this.#released ??= this.#releaseAll();
    return this.#released;
  }

  async #releaseAll(): Promise<void> {
    for (const release of this.#releases.reverse()) await release();
  }
}

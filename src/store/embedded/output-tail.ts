/** Keeps the last part of a text stream, for the message about how a process ended. */
export class OutputTail {
  readonly #limitChars: number;
  #text = '';

  constructor(limitChars: number) {
    this.#limitChars = limitChars;
  }

  add(text: string): void {
    this.#text = (this.#text + text).slice(-this.#limitChars);
  }

  /** The last whole lines, or what there is of the last one. */
  get text(): string {
    const firstEnd = this.#text.length < this.#limitChars ? -1 : this.#text.indexOf('\n');
    return this.#text.slice(firstEnd + 1).trim();
  }
}

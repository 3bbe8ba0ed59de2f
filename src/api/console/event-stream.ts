import { Readable } from 'node:stream';

/**
 * Server-sent events to one caller. Of each name only the newest event waits until the caller takes it: a slow one misses
 * those between, and costs no more than a quick one.
 */
export class EventStream extends Readable {
  readonly #waiting = new Map<string, object>();
  #isWanted = false;
  #hasBegun = false;

  constructor() {
    // Nothing is made ready before it is wanted.
    super({ highWaterMark: 1 });
  }

  /** What comes first, before all that has been told already; nothing is sent without it. */
  begin(name: string, data: object): void {
    const told = [...this.#waiting];
    this.#waiting.clear();
    this.#waiting.set(name, data);
    for (const [later, laterData] of told) this.#waiting.set(later, laterData);
    this.#hasBegun = true;
    this.#send();
  }

  tell(name: string, data: object): void {
    // In the order of what is new, not of what was there before it.
    this.#waiting.delete(name);
    this.#waiting.set(name, data);
    this.#send();
  }

  /** A sign of life, so that nothing on the way takes the connection for dead. */
  beat(): void {
    if (this.#isWanted && this.#hasBegun) this.#push(':\n\n');
  }

  /** Nothing more comes. */
  finish(): void {
    if (!this.destroyed) this.push(null);
  }

  override _read(): void {
    this.#isWanted = true;
    this.#send();
  }

  #send(): void {
    if (!this.#isWanted || !this.#hasBegun || this.#waiting.size === 0) return;
    const events = [...this.#waiting].map(
      ([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
    );
    this.#waiting.clear();
    this.#push(events.join(''));
  }

  #push(text: string): void {
    this.#isWanted = false;
    this.push(text);
  }
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

/** QoS 1 messages of a device until they are acknowledged, which may take several connections. */
export class Outbox {
  readonly #window: number;
  #waiting: OutgoingMessage[] = [];
  readonly #inFlight = new Map<number, OutgoingMessage>();

  /** `window`: messages that may be in flight at once. */
  constructor(window: number) {
    this.#window = window;
  }

  /** Messages not acknowledged yet. */
  get size(): number {
    return this.#waiting.length + this.#inFlight.size;
  }

  add(message: OutgoingMessage): void {
    this.#waiting.push(message);
  }

  /** Hands over what fits the window; `publish` sends a message and returns its packet id. */
  flush(publish: (message: OutgoingMessage) => number): void {
    for (const message of this.#waiting.splice(0, this.#window - this.#inFlight.size)) {
      this.#inFlight.set(publish(message), message);
    }
  }

  /** Returns whether a message with this packet id was in flight. */
  acknowledge(packetId: number): boolean {
    return this.#inFlight.delete(packetId);
  }

  /** After a lost connection: what was in flight is the first to be sent again. */
  recall(): void {
    this.#waiting.unshift(...this.#inFlight.values());
    this.#inFlight.clear();
  }

  clear(): void {
    this.#waiting = [];
    this.#inFlight.clear();
  }
}

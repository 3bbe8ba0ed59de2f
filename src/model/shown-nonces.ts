import type { Clock } from './clock.ts';
import type { Signature } from './sign-token.ts';

/** The nonces that devices have signed with. One of a kind per installation, so it may live in another process. */
export interface Nonces {
  /**
   * Over HTTP each counts once. What counted over MQTT goes on counting there: modules make it once, and come back with
   * it after every lost connection. Nothing that counted over one of them counts over the other.
   *
   * @param nonce with the did of whose it is
   * @returns whether it counts
   */
  show(nonce: string, over: Signature['over']): boolean | Promise<boolean>;
}

interface Shown {
  readonly over: Signature['over'];
  readonly atMs: number;
}

const rememberedMs = 86_400_000;

/** Remembers each for a day after it last counted, and the latest `keysMax`. */
export class ShownNonces implements Nonces {
  readonly #clock: Clock;
  readonly #keysMax: number;
  /** In the order in which they last counted. */
  readonly #shown = new Map<string, Shown>();

  constructor(clock: Clock, keysMax = 100_000) {
    this.#clock = clock;
    this.#keysMax = keysMax;
  }

  show(nonce: string, over: Signature['over']): boolean {
    const atMs = this.#clock();
    const former = this.#shown.get(nonce);
    const isRemembered = former !== undefined && atMs - former.atMs < rememberedMs;
    if (isRemembered && (over === 'http' || former.over === 'http')) return false;
    this.#shown.delete(nonce);
    this.#shown.set(nonce, { over, atMs });
    if (this.#shown.size > this.#keysMax) {
      const [oldest] = this.#shown.keys();
      this.#shown.delete(oldest!);
    }
    return true;
  }
}

import type { Clock } from './clock.ts';

export interface TokenBucketOptions {
  /** Tokens in a full bucket. */
  readonly burst: number;
  readonly perSecond: number;
  readonly clock: Clock;
  /** Beyond it, the bucket that was used longest ago is forgotten, and with it what it had spent. */
  readonly keysMax?: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

const defaultKeysMax = 10_000;

/**
 * One token bucket per key, such as a client address: `burst` at once, `perSecond` after. Each takes a few dozen
 * bytes and there are never more than `keysMax`.
 */
export class TokenBuckets {
  readonly #options: TokenBucketOptions;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: TokenBucketOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token. Answers 0, or without taking anything the seconds until there is one, rounded up. */
  take(key: string): number {
    const bucket = this.#refilled(key);
    const isAllowed = bucket.tokens >= 1;
    if (isAllowed) bucket.tokens--;
    this.#keep(key, bucket);
    return isAllowed ? 0 : Math.ceil((1 - bucket.tokens) / this.#options.perSecond);
  }

  /** Returns one token that was taken. */
  giveBack(key: string): void {
    const bucket = this.#refilled(key);
    bucket.tokens++;
    // A full one is as good as none.
    if (bucket.tokens >= this.#options.burst) this.#buckets.delete(key);
    else this.#keep(key, bucket);
  }

  #refilled(key: string): Bucket {
    const { burst, perSecond, clock } = this.#options;
    const nowMs = clock();
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return { tokens: burst, filledAtMs: nowMs };
    // A clock that is set back fills nothing, and does not drain either.
    const elapsedMs = Math.max(0, nowMs - bucket.filledAtMs);
    return { tokens: Math.min(burst, bucket.tokens + (elapsedMs * perSecond) / 1000), filledAtMs: nowMs };
  }

  #keep(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= (this.#options.keysMax ?? defaultKeysMax)) return;
    const [oldest] = this.#buckets.keys();
    this.#buckets.delete(oldest!);
  }
}

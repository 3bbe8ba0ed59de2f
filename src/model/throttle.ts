import type { Clock } from './clock.ts';
import { TokenBuckets } from './token-bucket.ts';

/** Limits how often something is done per key. One of a kind per installation, so it may live in another process. */
export interface Throttle {
  /** Takes one turn. Returns 0, or for how many seconds there is none. */
  take(key: string): number | Promise<number>;
  /** Returns a turn that was taken for what turned out to need none. */
  giveBack(key: string): void | Promise<void>;
}

/** The throttles of an installation, by client address where nothing else is said. */
export interface Throttles {
  /** Failed authentications, of all faces together (contract.md §2). */
  readonly failedAttempts: Throttle;
  /** Wrong passwords, by account and site. */
  readonly loginsFromSite: Throttle;
  /** Wrong passwords from everywhere, by account. It fills faster than what one site may try. */
  readonly loginsOfAccount: Throttle;
  /** Devices that register themselves for the first time, so that nobody fills the disk with them. */
  readonly newDevices: Throttle;
  /** Users who register themselves, for the same reason. */
  readonly newUsers: Throttle;
  /** Verification codes that are sent: each costs the operator money, and somebody's attention. */
  readonly codesFromAddress: Throttle;
  /** By appid. */
  readonly codesOfApp: Throttle;
  /** By enterprise and phone number or email address; few enough that nobody guesses a code by asking again and again. */
  readonly codesToRecipient: Throttle;
}

export function createThrottles(clock: Clock): Throttles {
  return {
    failedAttempts: new TokenBuckets({ burst: 60, perSecond: 1, clock }),
    loginsFromSite: new TokenBuckets({ burst: 20, perSecond: 1 / 30, keysMax: 100_000, clock }),
    loginsOfAccount: new TokenBuckets({ burst: 200, perSecond: 1 / 10, keysMax: 100_000, clock }),
    newDevices: new TokenBuckets({ burst: 5_000, perSecond: 20, clock }),
    newUsers: new TokenBuckets({ burst: 1_000, perSecond: 5, clock }),
    codesFromAddress: new TokenBuckets({ burst: 30, perSecond: 1 / 20, clock }),
    codesOfApp: new TokenBuckets({ burst: 500, perSecond: 1, clock }),
    codesToRecipient: new TokenBuckets({ burst: 5, perSecond: 1 / 1_800, keysMax: 100_000, clock }),
  };
}

import { siteKey, throttleKey } from '../model/client-address.ts';
import type { Throttles } from '../model/throttle.ts';
import type { Turn } from './take-turns.ts';

/** Whose password is tried, and from where. */
export interface LoginAttempt {
  /** Names the account, or one that does not exist, among those of all faces. */
  readonly account: string;
  readonly address: string;
}

/**
 * What has to be taken before a password is looked at: else guessing could go on until it is right. One site alone never
 * uses up all turns of an account, so nobody keeps its owner out from at home.
 */
export function loginTurns(
  { failedAttempts, loginsFromSite, loginsOfAccount }: Throttles,
  { account, address }: LoginAttempt,
): Turn[] {
  return [
    [failedAttempts, throttleKey(address)],
    [loginsFromSite, `${account}@${siteKey(address)}`],
    [loginsOfAccount, account],
  ];
}

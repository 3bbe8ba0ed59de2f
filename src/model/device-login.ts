import type { DeviceRecord } from './device-record.ts';

/** What became of a login. Unknown did and wrong passcode are one answer: a login must not tell which dids exist. */
export type LoginResult =
  | { readonly outcome: 'accepted'; readonly record: DeviceRecord }
  | { readonly outcome: 'bad_credentials' }
  /** Nobody knows the device, and it may come in and wait for approval (contract.md §1, adoption). */
  | { readonly outcome: 'waiting' }
  | { readonly outcome: 'disabled' };

/**
 * Checks a did and its passcode, which too many wrong ones from one address make a wrong one. Throws when that cannot be
 * found out now.
 */
export type DeviceLogin = (did: string, passcode: Buffer, clientAddress: string) => Promise<LoginResult>;

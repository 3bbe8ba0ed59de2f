import type { DeviceRecord } from './device-record.ts';

/** What became of a login. Unknown did and wrong passcode are one answer: a login must not tell which dids exist. */
export type LoginResult =
  | { readonly outcome: 'accepted'; readonly record: DeviceRecord }
  | { readonly outcome: 'bad_credentials' }
  | { readonly outcome: 'disabled' };

/** Checks a did and its passcode. Throws when that cannot be found out now. */
export type DeviceLogin = (did: string, passcode: Buffer) => Promise<LoginResult>;

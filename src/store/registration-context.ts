import type { Clock } from '../model/clock.ts';
import { QiyunError } from '../model/errors.ts';
import type { TokenBuckets } from '../model/token-bucket.ts';
import type { Catalog } from './catalog.ts';
import type { Database } from './database.ts';
import type { SecretSeal } from './secret-seal.ts';

/** What the operations of the device registrar work with. */
export interface RegistrationContext {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly clock: Clock;
  /** New devices by client address, so that nobody fills the disk with them. */
  readonly newDevices: TokenBuckets;
  /** Failed authentications by client address, shared with the other faces (contract.md §2). */
  readonly failedAttempts: TokenBuckets;
  /** Ends the device's session if it has one; resolves when the end is recorded. */
  endSession(deviceId: number): Promise<void>;
}

/** @throws QiyunError 5013 when this address has used up its attempts */
export function takeAttempt(buckets: TokenBuckets, clientAddress: string): void {
  const waitS = buckets.take(clientAddress);
  if (waitS > 0) {
    throw new QiyunError('5013', { detail: 'too many attempts from this address', retryAfterSeconds: waitS });
  }
}

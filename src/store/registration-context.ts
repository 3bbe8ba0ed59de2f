import { throttleKey } from '../model/client-address.ts';
import type { Clock } from '../model/clock.ts';
import { QiyunError } from '../model/errors.ts';
import type { Throttle, Throttles } from '../model/throttle.ts';
import type { Catalog } from './catalog.ts';
import type { Database } from './database.ts';
import type { PasscodeCheck } from './passcode-check.ts';
import type { SecretSeal } from './secret-seal.ts';
import type { SignatureCheck } from './signature-check.ts';

/** What the operations of the device registrar work with. */
export interface RegistrationContext {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly passcodes: PasscodeCheck;
  readonly signatures: SignatureCheck;
  readonly clock: Clock;
  readonly throttles: Pick<Throttles, 'failedAttempts' | 'newDevices'>;
  /** Ends the device's session if it has one; resolves when the end is recorded. */
  endSession(deviceId: number): Promise<void>;
}

/** @throws QiyunError 5013 when this address has used up its attempts */
export async function takeAttempt(throttle: Throttle, clientAddress: string): Promise<void> {
  const waitS = await throttle.take(throttleKey(clientAddress));
  if (waitS > 0) {
    throw new QiyunError('5013', { detail: 'too many attempts from this address', retryAfterSeconds: waitS });
  }
}

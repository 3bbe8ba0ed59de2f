import type { DeviceLogin } from '../model/device-login.ts';
import type { DeviceRecord } from '../model/device-record.ts';
import { QiyunError } from '../model/errors.ts';
import { BatchedReads } from './batched-reads.ts';
import { readDeviceRecords } from './device-record.ts';
import type { PasscodeCheck, ShownPasscode } from './passcode-check.ts';
import { type UnknownDeviceLoginOptions, unknownDeviceLogin } from './unknown-device-login.ts';

export interface DeviceLoginOptions extends UnknownDeviceLoginOptions {
  readonly passcodes: PasscodeCheck;
}

/** Logins that arrive together, as after a power cut, are one query. */
export function createDeviceLogin({ passcodes, ...options }: DeviceLoginOptions): DeviceLogin {
  const reads = new BatchedReads<string, DeviceRecord>((dids) => readDeviceRecords(options.database, dids));
  const findClaim = unknownDeviceLogin(options);
  return async (did, passcode, clientAddress) => {
    const record = await reads.read(did);
    const shown = { did, passcode: passcode.toString('utf8'), clientAddress };
    if (!record?.passcodeSealed) {
      const claim = await findClaim(shown);
      const mayWait =
        claim && (claim.passcodeSealed === null || isRight(passcodes, claim.passcodeSealed, shown));
      return { outcome: mayWait ? 'waiting' : 'bad_credentials' };
    }
    if (!isRight(passcodes, record.passcodeSealed, shown)) return { outcome: 'bad_credentials' };
    return record.isDisabled ? { outcome: 'disabled' } : { outcome: 'accepted', record };
  };
}

/** Who has guessed too often hears the same as before. */
function isRight(passcodes: PasscodeCheck, sealed: Buffer, shown: ShownPasscode): boolean {
  try {
    return passcodes.isRight(sealed, shown);
  } catch (error) {
    if (error instanceof QiyunError && error.code === '5013') return false;
    throw error;
  }
}

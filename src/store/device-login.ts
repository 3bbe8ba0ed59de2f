import type { DeviceLogin } from '../model/device-login.ts';
import type { DeviceRecord } from '../model/device-record.ts';
import { QiyunError } from '../model/errors.ts';
import { BatchedReads } from './batched-reads.ts';
import type { Database } from './database.ts';
import { readDeviceRecords } from './device-record.ts';
import type { PasscodeCheck, ShownPasscode } from './passcode-check.ts';

/** Logins that arrive together, as after a power cut, are one query. */
export function createDeviceLogin(database: Database, passcodes: PasscodeCheck): DeviceLogin {
  const reads = new BatchedReads<string, DeviceRecord>((dids) => readDeviceRecords(database, dids));
  return async (did, passcode, clientAddress) => {
    const record = await reads.read(did);
    const shown = { did, passcode: passcode.toString('utf8'), clientAddress };
    if (!record?.passcodeSealed || !isRight(passcodes, record.passcodeSealed, shown))
      return { outcome: 'bad_credentials' };
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

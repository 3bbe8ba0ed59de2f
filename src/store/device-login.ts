import type { DeviceLogin } from '../model/device-login.ts';
import type { DeviceRecord } from '../model/device-record.ts';
import { equalSecrets } from '../model/secrets.ts';
import { BatchedReads } from './batched-reads.ts';
import type { Database } from './database.ts';
import { readDeviceRecords } from './device-record.ts';
import type { SecretSeal } from './secret-seal.ts';

/** Logins that arrive together, as after a power cut, are one query. */
export function createDeviceLogin(database: Database, seal: SecretSeal): DeviceLogin {
  const reads = new BatchedReads<string, DeviceRecord>((dids) => readDeviceRecords(database, dids));
  return async (did, passcode) => {
    const record = await reads.read(did);
    if (
      !record?.passcodeSealed ||
      !equalSecrets(passcode.toString('utf8'), seal.open(record.passcodeSealed))
    ) {
      return { outcome: 'bad_credentials' };
    }
    return record.isDisabled ? { outcome: 'disabled' } : { outcome: 'accepted', record };
  };
}

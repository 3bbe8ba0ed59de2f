import type { DeviceLogin, LoginResult } from '../model/device-login.ts';
import type { DeviceRecord } from '../model/device-record.ts';
import { QiyunError } from '../model/errors.ts';
import type { Signature } from '../model/sign-token.ts';
import { BatchedReads } from './batched-reads.ts';
import { readDeviceRecords } from './device-record.ts';
import type { PasscodeCheck, ShownPasscode } from './passcode-check.ts';
import type { SignatureCheck } from './signature-check.ts';
import { type UnknownDeviceLoginOptions, unknownDeviceLogin } from './unknown-device-login.ts';

export interface DeviceLoginOptions extends UnknownDeviceLoginOptions {
  readonly passcodes: PasscodeCheck;
  readonly signatures: SignatureCheck;
}

/** `<did>|signmethod=sha256,signnonce=<nonce>`: the password is a token (device-cloud.md §4.4). */
const signedUserName = /^([0-9A-Za-z]{22})\|signmethod=sha256,signnonce=([0-9A-Za-z]{1,32})$/;

/** Logins that arrive together, as after a power cut, are one query. */
export function createDeviceLogin({ passcodes, signatures, ...options }: DeviceLoginOptions): DeviceLogin {
  const reads = new BatchedReads<string, DeviceRecord>((dids) => readDeviceRecords(options.database, dids));
  const findClaim = unknownDeviceLogin(options);
  return async (userName, passcode, clientAddress) => {
    const [, did = userName, nonce] = signedUserName.exec(userName) ?? [];
    const record = await reads.read(did);
    if (nonce !== undefined) {
      if (!record) return { outcome: 'bad_credentials' };
      const token = passcode.toString('latin1').toLowerCase();
      const signature = { nonce, token, over: 'mqtt', clientAddress } as const;
      if (!(await isSigned(signatures, record, signature))) return { outcome: 'bad_credentials' };
      return outcomeFor(record);
    }
    const shown = { did, passcode: passcode.toString('utf8'), clientAddress };
    if (!record?.passcodeSealed) {
      const claim = await findClaim(shown);
      const mayWait =
        claim && (claim.passcodeSealed === null || isRight(passcodes, claim.passcodeSealed, shown));
      return { outcome: mayWait ? 'waiting' : 'bad_credentials' };
    }
    if (!isRight(passcodes, record.passcodeSealed, shown)) return { outcome: 'bad_credentials' };
    return outcomeFor(record);
  };
}

function outcomeFor(record: DeviceRecord): LoginResult {
  return record.isDisabled ? { outcome: 'disabled' } : { outcome: 'accepted', record };
}

function isRight(passcodes: PasscodeCheck, sealed: Buffer, shown: ShownPasscode): boolean {
  try {
    return passcodes.isRight(sealed, shown);
  } catch (error) {
    return falseIfTooOften(error);
  }
}

function isSigned(signatures: SignatureCheck, record: DeviceRecord, signature: Signature): Promise<boolean> {
  return signatures.isRight(record, signature).catch(falseIfTooOften);
}

/** Who has guessed too often hears the same as before. */
function falseIfTooOften(error: unknown): false {
  if (error instanceof QiyunError && error.code === '5013') return false;
  throw error;
}

import type { DeviceRecord } from '../model/device-record.ts';
import { QiyunError } from '../model/errors.ts';
import { isDid } from '../model/identifiers.ts';
import type { Signature } from '../model/sign-token.ts';
import { lockDevices } from './binding.ts';
import { readDeviceRecords } from './device-record.ts';
import { recordDeviceReset } from './device-reset.ts';
import { type RegistrationContext, takeAttempt } from './registration-context.ts';

/** `DeviceRegistrar.requireSignature`; resolves to the device. A did of nobody, or no did, is a wrong signature. */
export async function requireSignature(
  context: RegistrationContext,
  did: string,
  signature: Signature,
): Promise<DeviceRecord> {
  const device = isDid(did) ? (await readDeviceRecords(context.database, [did])).get(did) : undefined;
  if (!device || !(await context.signatures.isRight(device, signature))) {
    await takeAttempt(context.throttles.failedAttempts, signature.clientAddress);
    throw new QiyunError('5018', { detail: 'X-Sign-Token: not of this device, or not for the first time' });
  }
  if (device.isDisabled) throw new QiyunError('5304', { detail: 'did: this device is disabled' });
  return device;
}

/** `DeviceRegistrar.resetSigned`. */
export async function resetSigned(
  context: RegistrationContext,
  did: string,
  signature: Signature,
): Promise<void> {
  const { deviceId } = await requireSignature(context, did, signature);
  await context.database.transaction(async (tx) => {
    await lockDevices(tx, { dids: [did] });
    await recordDeviceReset(tx, deviceId, context.clock());
  });
  await context.endSession(deviceId);
}

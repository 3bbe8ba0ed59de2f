import type { DeviceRegistration } from '../model/device-registration.ts';
import { QiyunError } from '../model/errors.ts';
import { newDid, normalizeMac } from '../model/identifiers.ts';
import type { Product } from './catalog.ts';
import { createDevice, DeviceConflict } from './create-device.ts';
import type { Queryable } from './database.ts';
import { recordDeviceReset, refuseTooManyResets } from './device-reset.ts';
import { productFor } from './encrypted-registration.ts';
import { type RegistrationContext, takeAttempt } from './registration-context.ts';

/** `DeviceRegistrar.register`: the rules of contract.md §8, Registration of devices. */
export async function registerDevice(
  context: RegistrationContext,
  registration: DeviceRegistration,
): Promise<string> {
  const product = productFor(context, registration.productKey, registration.isEncrypted ?? false);
  // A round is lost only to somebody who creates the same device meanwhile: the next one finds it.
  for (;;) {
    const did =
      (await registerKnown(context, product, registration)) ??
      (await registerNew(context, product, registration));
    if (did !== undefined) return did;
  }
}

/** Answers undefined when the product has no device with this mac. */
function registerKnown(
  context: RegistrationContext,
  product: Product,
  registration: DeviceRegistration,
): Promise<string | undefined> {
  const { database, seal, passcodes, clock } = context;
  return database.transaction(async (tx) => {
    const device = await lockDevice(tx, product.id, normalizeMac(registration.mac));
    if (!device) return undefined;
    if (device.isDisabled) throw new QiyunError('5304', { detail: 'mac: this device is disabled' });
    if (device.passcodeSealed !== null) {
      if (passcodes.isRight(device.passcodeSealed, { ...registration, did: device.did })) return device.did;
      if (device.isOnline)
        throw await refusal(context, registration, 'passcode: not that of the open session');
      // A factory reset whose DELETE has not arrived.
      await refuseTooManyResets(tx, device.id, clock());
      await recordDeviceReset(tx, device.id, clock());
    }
    const sealed = seal.seal(registration.passcode);
    await tx.query('update device set passcode_sealed = $2 where id = $1', [device.id, sealed]);
    return device.did;
  });
}

interface LockedDevice {
  readonly id: number;
  readonly did: string;
  /** Null: the next registration brings it, since the device is pre-registered or has been reset. */
  readonly passcodeSealed: Buffer | null;
  readonly isDisabled: boolean;
  readonly isOnline: boolean;
}

async function lockDevice(tx: Queryable, productId: number, mac: string): Promise<LockedDevice | undefined> {
  const { rows } = await tx.query<LockedDevice>(
    `select d.id, d.did, d.passcode_sealed as "passcodeSealed", s.is_disabled as "isDisabled",
       s.is_online as "isOnline"
     from device_mac k join device d on d.id = k.device_id join device_standing s on s.device_id = k.device_id
     where k.product_id = $1 and k.mac = $2 for no key update of s, d`,
    [productId, mac],
  );
  return rows[0];
}

/** Answers undefined when somebody else creates the device at the same time. */
async function registerNew(
  context: RegistrationContext,
  product: Product,
  registration: DeviceRegistration,
): Promise<string | undefined> {
  if (product.registration === 'preregistered') {
    throw await refusal(context, registration, 'mac: not registered in advance');
  }
  await takeAttempt(context.throttles.newDevices, registration.clientAddress);
  const device = {
    productId: product.id,
    did: newDid(),
    mac: normalizeMac(registration.mac),
    deviceSn: null,
    passcodeSealed: context.seal.seal(registration.passcode),
    createdAtMs: context.clock(),
  };
  try {
    await context.database.transaction((tx) => createDevice(tx, device));
    return device.did;
  } catch (error) {
    if (error instanceof DeviceConflict && error.field === 'mac') return undefined;
    throw error;
  }
}

/** Such a refusal tells something about macs and passcodes, so it counts as a failed authentication. */
async function refusal(
  { throttles }: RegistrationContext,
  { clientAddress }: DeviceRegistration,
  detail: string,
): Promise<QiyunError> {
  await takeAttempt(throttles.failedAttempts, clientAddress);
  return new QiyunError('5018', { detail });
}

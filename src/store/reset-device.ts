import type { DeviceReset } from '../model/device-registration.ts';
import type { Queryable } from './database.ts';
import { recordDeviceReset } from './device-reset.ts';
import { refuseEncrypted } from './encrypted-registration.ts';
import { type RegistrationContext, takeAttempt } from './registration-context.ts';

/**
 * `DeviceRegistrar.reset`. The passcode that proved the reset is void after it: the module has made itself a new one,
 * which its next registration brings, even if the end of the old session is not recorded yet.
 */
export async function resetDevice(context: RegistrationContext, reset: DeviceReset): Promise<void> {
  const { database, clock } = context;
  const deviceId = await database.transaction(async (tx) => {
    const device = await lockDevice(tx, reset.did);
    if (device) refuseEncrypted(context.catalog.productById(device.productId));
    if (!isProven(context, device, reset)) return undefined;
    await tx.query('update device set passcode_sealed = null where id = $1', [device.id]);
    await recordDeviceReset(tx, device.id, clock());
    return device.id;
  });
  if (deviceId === undefined) await takeAttempt(context.throttles.failedAttempts, reset.clientAddress);
  else await context.endSession(deviceId);
}

interface LockedDevice {
  readonly id: number;
  readonly productId: number;
  readonly passcodeSealed: Buffer | null;
}

async function lockDevice(tx: Queryable, did: string): Promise<LockedDevice | undefined> {
  const { rows } = await tx.query<LockedDevice>(
    `select d.id, d.product_id as "productId", d.passcode_sealed as "passcodeSealed"
     from device_did k join device d on d.id = k.device_id join device_standing s on s.device_id = k.device_id
     where k.did = $1 for no key update of s, d`,
    [did],
  );
  return rows[0];
}

function isProven(
  { passcodes }: RegistrationContext,
  device: LockedDevice | undefined,
  reset: DeviceReset,
): device is LockedDevice {
  return device?.passcodeSealed != null && passcodes.isRight(device.passcodeSealed, reset);
}

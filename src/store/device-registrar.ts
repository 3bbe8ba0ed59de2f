import type { DeviceRegistrar } from '../model/device-registration.ts';
import { BatchedReads } from './batched-reads.ts';
import { isAnyInAdoption } from './product-in-adoption.ts';
import { registerDevice } from './register-device.ts';
import { readRegisteredDids } from './registered-dids.ts';
import type { RegistrationContext } from './registration-context.ts';
import { resetDevice } from './reset-device.ts';

export function createDeviceRegistrar(context: RegistrationContext): DeviceRegistrar {
  // Every module asks once an hour, and all of them at once after a power cut.
  const dids = new BatchedReads<string, true>((keys) => readRegisteredDids(context.database, keys));
  return {
    register: (registration) => registerDevice(context, registration),
    isExpected: async (did) =>
      (await dids.read(did)) === true || isAnyInAdoption(context.catalog, context.clock()),
    reset: (reset) => resetDevice(context, reset),
  };
}

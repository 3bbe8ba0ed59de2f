import type { Adoption } from '../src/model/adoption.ts';
import type { Clock } from '../src/model/clock.ts';
import type { DeviceLogin } from '../src/model/device-login.ts';
import { ShownNonces } from '../src/model/shown-nonces.ts';
import { createThrottles } from '../src/model/throttle.ts';
import { createAdoption } from '../src/store/adoption.ts';
import type { Catalog } from '../src/store/catalog.ts';
import type { Database } from '../src/store/database.ts';
import { createDeviceLogin } from '../src/store/device-login.ts';
import { PasscodeCheck } from '../src/store/passcode-check.ts';
import type { SecretSeal } from '../src/store/secret-seal.ts';
import { SignatureCheck } from '../src/store/signature-check.ts';

/** How devices come in, as a server has it. */
export function deviceDoors(store: {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly clock: Clock;
}): { readonly login: DeviceLogin; readonly adoption: Adoption } {
  const passcodes = new PasscodeCheck(store.seal, store.clock);
  const { newDevices } = createThrottles(store.clock);
  const nonces = new ShownNonces(store.clock);
  const signatures = new SignatureCheck({ catalog: store.catalog, passcodes, nonces });
  return {
    login: createDeviceLogin({ ...store, passcodes, signatures }),
    adoption: createAdoption({ ...store, newDevices }),
  };
}

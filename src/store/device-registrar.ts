import type { DeviceRegistrar } from '../model/device-registration.ts';
import { BatchedReads } from './batched-reads.ts';
import { productFor, refuseEncrypted, undecipherable } from './encrypted-registration.ts';
import { isAnyInAdoption } from './product-in-adoption.ts';
import { readProductsOfDids } from './products-of-dids.ts';
import { registerDevice } from './register-device.ts';
import type { RegistrationContext } from './registration-context.ts';
import { resetDevice } from './reset-device.ts';
import { requireSignature, resetSigned } from './signed-requests.ts';

export function createDeviceRegistrar(context: RegistrationContext): DeviceRegistrar {
  // Every module asks once an hour, and all of them at once after a power cut.
  const products = new BatchedReads<string, number>((dids) => readProductsOfDids(context.database, dids));
  const { catalog, seal, clock } = context;
  return {
    register: (registration) => registerDevice(context, registration),
    isExpected: async (did) => {
      const productId = await products.read(did);
      if (productId === undefined) return isAnyInAdoption(catalog, clock());
      refuseEncrypted(catalog.productById(productId));
      return true;
    },
    isOfProduct: async (did, productKey) =>
      (await products.read(did)) === catalog.productByKey(productKey)?.id,
    encryptionKey: (productKey) =>
      Buffer.from(seal.open(productFor(context, productKey, true).secretSealed), 'hex'),
    undecipherable: (field, clientAddress) => undecipherable(context, field, clientAddress),
    reset: (reset) => resetDevice(context, reset),
    requireSignature: async (did, signature) => void (await requireSignature(context, did, signature)),
    resetSigned: (did, signature) => resetSigned(context, did, signature),
  };
}

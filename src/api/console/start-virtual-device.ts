import { randomInt } from 'node:crypto';
import { QiyunError } from '../../model/errors.ts';
import { type EnteredVirtualDevice, enterVirtualDevice } from '../../store/enter-virtual-device.ts';
import { adminActor } from '../admin/admin-actor.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { answerVirtualDevice, virtualDeviceAnswer, virtualDeviceParams } from './virtual-device-answer.ts';

const schema = {
  summary:
    'Starts a device that the server plays itself, to try a product without hardware; one of a product',
  params: virtualDeviceParams,
  response: { 200: virtualDeviceAnswer },
};

/** Needs a product with data points. */
export const startVirtualDeviceEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params: { product_key: productKey } }, request) => {
    const { catalog, seal, clock, virtualDevices } = services;
    const product = visibleProduct(catalog, request, productKey);
    if (!product.current) throw new QiyunError('5402');
    const changes = auditedChanges(services, adminActor(request), ({ did, isNew }: EnteredVirtualDevice) =>
      isNew ? { action: 'virtual_device.start', productKey, dids: [did] } : undefined,
    );
    await enterVirtualDevice(changes, {
      productId: product.id,
      passcodeSealed: seal.seal(newPasscode()),
      startedAtMs: clock(),
    });
    await virtualDevices.reconcile();
    return answerVirtualDevice(services, product);
  });

/** Ten capital letters, as modules choose them. */
function newPasscode(): string {
  return Array.from({ length: 10 }, () => String.fromCharCode(65 + randomInt(26))).join('');
}

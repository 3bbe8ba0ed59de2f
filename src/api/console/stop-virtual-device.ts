import { Type } from 'typebox';
import { virtualMac } from '../../model/virtual-devices.ts';
import { removeVirtualDevice } from '../../store/enter-virtual-device.ts';
import { adminActor } from '../admin/admin-actor.ts';
import { eraseDevices } from '../admin/erase-devices.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { virtualDeviceParams } from './virtual-device-answer.ts';

const schema = {
  summary: 'Stops the virtual device of a product: it goes offline, and with erase=1 nothing is kept of it',
  params: virtualDeviceParams,
  querystring: Type.Object({ erase: Type.Integer({ minimum: 0, maximum: 1, default: 0 }) }),
  response: { 200: Type.Object({}) },
};

/** Erases only what was running: a device that happens to have such a mac may be somebody's. */
export const stopVirtualDeviceEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params: { product_key: productKey }, query }, request) => {
    const { catalog, devices, virtualDevices } = services;
    const { id } = visibleProduct(catalog, request, productKey);
    const device = await devices.byMac(id, virtualMac);
    if (!device) return {};
    const actor = adminActor(request);
    const of = { productKey, dids: [device.did] } as const;
    const wasRunning = await removeVirtualDevice(
      auditedChanges(services, actor, (isRemoved: boolean) =>
        isRemoved ? { action: 'virtual_device.stop', ...of } : undefined,
      ),
      id,
    );
    await virtualDevices.reconcile();
    if (query.erase === 1 && wasRunning) {
      const erasure = auditedChanges<void>(services, actor, { action: 'device.erase', ...of });
      await eraseDevices(services, [device.deviceId], erasure);
    }
    return {};
  });

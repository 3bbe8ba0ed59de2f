import { Type } from 'typebox';
import { virtualMac } from '../../model/virtual-devices.ts';
import { adminActor } from '../admin/admin-actor.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { virtualDeviceParams } from './virtual-device-answer.ts';

const schema = {
  summary: 'Lets the virtual device of a product report values, as if somebody had pressed its buttons',
  params: virtualDeviceParams,
  body: Type.Object(
    {
      /** Any data points, with values as in a control; binary ones in hex. */
      attrs: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), {
        minProperties: 1,
        maxProperties: 1024,
      }),
    },
    { additionalProperties: false },
  ),
  response: { 200: Type.Object({}) },
};

export const reportByVirtualDeviceEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params: { product_key: productKey }, body: { attrs } }, request) => {
    const { catalog, devices, virtualDevices } = services;
    const { id } = visibleProduct(catalog, request, productKey);
    await virtualDevices.report(id, attrs);
    const device = await devices.byMac(id, virtualMac);
    const act = {
      action: 'virtual_device.report',
      productKey,
      ...(device && { dids: [device.did] }),
      detail: { names: Object.keys(attrs) },
    } as const;
    await auditedChanges(services, adminActor(request), act).transaction(async () => {});
    return {};
  });

import { Type } from 'typebox';
import { changeDeviceGroup } from '../../store/change-device-group.ts';
import { adminActor } from '../admin/admin-actor.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const schema = {
  summary: 'Renames a device group, or moves it into another one with all that is below it',
  params: Type.Object({ product_key: Type.String(), gid: Type.String() }),
  body: Type.Object(
    {
      /** Empty: no name. PostgreSQL has no texts with NUL. */
      name: Type.Optional(Type.String({ maxLength: 64, pattern: '^[^\\0]*$' })),
      /** Null, of the root alone: it stays where it is. */
      parent_gid: Type.Optional(nullable(Type.String())),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: { 200: Type.Object({}) },
};

export const updateDeviceGroupEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params: { product_key: productKey, gid }, body }, request) => {
    const { id: productId } = visibleProduct(services.catalog, request, productKey);
    const act = { action: 'device_group.update', productKey, detail: { gid, ...body } } as const;
    await changeDeviceGroup(auditedChanges(services, adminActor(request), act), {
      productId,
      gid,
      name: body.name,
      parentGid: body.parent_gid,
    });
    return {};
  });

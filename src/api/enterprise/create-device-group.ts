import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createDeviceGroup } from '../../store/device-group-tree.ts';
import { auditedChanges } from '../audited-changes.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'post_v1_products_product_key_device_groups',
  tags: ['设备分组'],
  summary: '新建设备分组',
  description:
    'Creates a device group below another one, or the one root group. Groups lie at most 16 deep, and a product has at most 10000.',
  descriptionZh:
    '在上级分组下新建分组；不填上级分组时新建唯一的根分组。最多 16 层，每个产品最多 10000 个分组。',
  params: productParams,
  body: Type.Object({ parent_gid: Type.Optional(Type.String()) }),
  response: { 200: Type.Object({ gid: Type.String() }) },
  refusals: ['5201', '5202', '5203'],
} as const;

export const createGroup = (services: Pick<EnterpriseServices, 'database' | 'clock'>) =>
  productEndpoint(schema, async ({ body }, { enterprise, product }, request) => {
    const gid = newHexIdentifier();
    const detail = { gid, parent_gid: body.parent_gid };
    const act = { action: 'device_group.create', productKey: product.productKey, detail } as const;
    await createDeviceGroup(auditedChanges(services, enterpriseActor(enterprise, request), act), {
      productId: product.id,
      gid,
      parentGid: body.parent_gid,
      createdAtMs: services.clock(),
    });
    return { gid };
  });

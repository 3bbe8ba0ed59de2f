import { Type } from 'typebox';
import { deleteDeviceGroup } from '../../store/device-group-tree.ts';
import { auditedChanges } from '../audited-changes.ts';
import { deviceGroupParams } from './device-group-params.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint } from './product-endpoint.ts';

const schema = {
  operationId: 'delete_v1_products_product_key_device_groups_gid',
  tags: ['设备分组'],
  summary: '删除设备分组',
  description: 'Deletes a device group that has neither groups nor devices in it.',
  descriptionZh: '删除设备分组，分组下不能有子分组或设备。',
  params: deviceGroupParams,
  response: { 200: Type.Object({}) },
  refusals: ['5201', '5204', '5205', '5206'],
} as const;

export const deleteGroup = (services: Pick<EnterpriseServices, 'database' | 'clock'>) =>
  productEndpoint(schema, async ({ params: { gid } }, { enterprise, product }, request) => {
    const act = { action: 'device_group.delete', productKey: product.productKey, detail: { gid } } as const;
    const changes = auditedChanges(services, enterpriseActor(enterprise, request), act);
    await deleteDeviceGroup(changes, product.id, gid);
    return {};
  });

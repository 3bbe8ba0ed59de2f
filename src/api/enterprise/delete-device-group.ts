import { Type } from 'typebox';
import { deleteDeviceGroup } from '../../store/device-group-tree.ts';
import { deviceGroupParams } from './device-group-params.ts';
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

export const deleteGroup = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schema, async ({ params }, { product }) => {
    await deleteDeviceGroup(database, product.id, params.gid);
    return {};
  });

import { Type } from 'typebox';
import { macsOfGroup } from '../../store/group-members.ts';
import { deviceGroupParams } from './device-group-params.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint } from './product-endpoint.ts';

const schema = {
  operationId: 'get_v1_products_product_key_device_groups_gid',
  tags: ['设备分组'],
  summary: '获取分组下的设备',
  description: 'The macs of the devices in the group, those in groups below it not among them.',
  descriptionZh: '分组下设备的 mac 列表，不包含下级分组的设备。',
  params: deviceGroupParams,
  response: { 200: Type.Object({ macs: Type.Array(Type.String()) }) },
  refusals: ['5201', '5206'],
} as const;

export const deviceGroupMacs = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schema, async ({ params }, { product }) => ({
    macs: await macsOfGroup(database, product.id, params.gid),
  }));

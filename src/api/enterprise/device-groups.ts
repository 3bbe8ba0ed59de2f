import { Type } from 'typebox';
import type { DeviceGroup } from '../../store/device-group.ts';
import { listDeviceGroups } from '../../store/device-group-tree.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'get_v1_products_product_key_device_groups',
  tags: ['设备分组'],
  summary: '获取设备分组',
  description:
    'The tree of the device groups of the product: a group is the object of the groups in it, or an empty text if there are none.',
  descriptionZh: '产品的设备分组树：每个分组的值为其下级分组，没有下级分组时为空字符串。',
  params: productParams,
  response: { 200: Type.Record(Type.String(), Type.Unknown()) },
} as const;

/** Groups by gid; one without groups is an empty text (contract.md §7). */
interface GroupTree {
  [gid: string]: GroupTree | '';
}

export const deviceGroups = ({ database }: Pick<EnterpriseServices, 'database'>) =>
  productEndpoint(schema, async (_call, { product }) => treeOf(await listDeviceGroups(database, product.id)));

function treeOf(groups: readonly DeviceGroup[]): GroupTree {
  const children = new Map<number | null, DeviceGroup[]>([[null, []]]);
  for (const group of groups) {
    const siblings = children.get(group.parentId);
    if (siblings) siblings.push(group);
    else children.set(group.parentId, [group]);
  }
  const below = (parentId: number | null): GroupTree =>
    Object.fromEntries(
      (children.get(parentId) ?? []).map(({ groupId, gid }) => [
        gid,
        children.has(groupId) ? below(groupId) : '',
      ]),
    );
  return below(null);
}

import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { macPattern } from '../../model/identifiers.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'get_v1_products_product_key_devices',
  tags: ['设备管理'],
  summary: '获取设备did',
  description: 'The did of the device with this mac.',
  descriptionZh: '按 mac 查设备 did。',
  params: productParams,
  querystring: Type.Object({ mac: Type.String({ pattern: macPattern }) }),
  // A device credential, as a later edition has it, does not belong here (contract.md §5).
  response: { 200: Type.Object({ did: Type.String() }) },
  refusals: ['5301'],
} as const;

export const devices = ({ devices }: Pick<EnterpriseServices, 'devices'>) =>
  productEndpoint(schema, async ({ query }, { product }) => {
    const device = await devices.byMac(product.id, query.mac);
    if (!device) throw new QiyunError('5301');
    return { did: device.did };
  });

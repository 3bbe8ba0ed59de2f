import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { macPattern } from '../../model/identifiers.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'get_v1_products_product_key_device_detail',
  tags: ['设备管理'],
  summary: '获取设备详情',
  description: 'The device with this mac: its did, and whether it is online or disabled.',
  descriptionZh: '按 mac 查设备：did、是否在线、是否注销。',
  params: productParams,
  querystring: Type.Object({ mac: Type.String({ pattern: macPattern }) }),
  response: {
    200: Type.Object({
      product_key: Type.String(),
      mac: Type.String(),
      did: Type.String(),
      is_online: Type.Boolean(),
      is_disabled: Type.Boolean(),
      type: Type.String(),
    }),
  },
  refusals: ['5301'],
} as const;

export const deviceDetail = ({ devices }: Pick<EnterpriseServices, 'devices'>) =>
  productEndpoint(schema, async ({ query }, { product }) => {
    const device = await devices.byMac(product.id, query.mac);
    if (!device) throw new QiyunError('5301');
    const { mac, did, isOnline, isDisabled, type } = device;
    return {
      product_key: product.productKey,
      mac,
      did,
      is_online: isOnline,
      is_disabled: isDisabled,
      type,
    };
  });

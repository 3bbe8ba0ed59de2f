import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { maskedName } from './masked-name.ts';
import { codeParams, sharingOfCode } from './sharing-code.ts';
import { utcTime, utcTimeOf } from './sharing-fields.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'get_app_sharing_code',
  tags: ['设备分享'],
  summary: '获取二维码分享信息',
  description: 'What a code shares, for whoever has scanned it.',
  descriptionZh: '扫描二维码后查看所分享的设备；owner 不能调用。',
  params: codeParams,
  response: {
    200: Type.Object({
      owner: Type.String({
        description: 'name of the owner, its middle hidden',
        'x-description-zh': 'owner 的名称，中间部分以 * 代替',
      }),
      product_name: Type.String({ description: 'name of the product', 'x-description-zh': '产品名称' }),
      dev_alias: Type.String({
        description: 'what the owner calls the device',
        'x-description-zh': '设备别名',
      }),
      expired_at: utcTime,
    }),
  },
  refusals: ['9084', '9088', '9096'],
} as const satisfies DocumentedSchema;

export const codedSharing = (services: AppServices) =>
  userEndpoint(schema, async ({ params }, user, request) => {
    const sharing = await sharingOfCode(services, { user, code: params.code }, request);
    if (sharing.expiredAtMs <= services.clock()) throw new QiyunError('9088');
    const { phone, email, username, uid, productId, devAlias } = sharing;
    return {
      owner: maskedName(phone ?? email ?? username ?? uid),
      product_name: services.catalog.productById(productId)?.name ?? '',
      dev_alias: devAlias,
      expired_at: utcTimeOf(sharing.expiredAtMs),
    };
  });

import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { macPattern } from '../../model/identifiers.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { bindAndShow } from './bind-and-show.ts';
import { bindTimestamp, requireBindSignature } from './bind-signature.ts';
import { devAlias, remark, setOwner } from './binding-fields.ts';
import { bindingObject } from './binding-object.ts';
import { productOfApp } from './product-of-app.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'post_app_bind_mac',
  tags: ['应用绑定'],
  summary: '通过 MAC 地址绑定设备',
  description:
    'Binds a device by product and mac, for whoever can sign with the secret of the product. Binding a bound device changes its remark and alias.',
  descriptionZh: '以产品和 mac 绑定设备，须用产品密钥签名。重复绑定则更新备注和别名。',
  body: Type.Object({
    product_key: Type.String(),
    mac: Type.String({ pattern: macPattern }),
    remark: Type.Optional(remark),
    dev_alias: Type.Optional(devAlias),
    set_owner: Type.Optional(setOwner),
  }),
  response: { 201: bindingObject },
  refusals: ['9002', '9005', '9014', '9023', '9092'],
} as const satisfies DocumentedSchema;

export const bindMac = (services: AppServices) =>
  userEndpoint(schema, async ({ body }, user, request) => {
    const { catalog, seal, devices, clock } = services;
    const timestamp = bindTimestamp(request, clock);
    const product = productOfApp(catalog, user.app, body.product_key);
    requireBindSignature(request, seal.open(product.secretSealed), timestamp);
    const device = await devices.byMac(product.id, body.mac);
    if (!device) throw new QiyunError('9014');
    const { remark, dev_alias: devAlias, set_owner: isExclusive = 0 } = body;
    const binding = { user, did: device.did, isExclusive: isExclusive === 1, remark, devAlias };
    return bindAndShow(services, binding, request);
  });

import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { bindAndShow } from './bind-and-show.ts';
import { setOwner } from './binding-fields.ts';
import { bindingObject } from './binding-object.ts';
import { productOfApp } from './product-of-app.ts';
import { requirePasscode } from './require-passcode.ts';
import { userEndpoint } from './user-endpoint.ts';

const schema = {
  operationId: 'post_app_bind_latest',
  tags: ['应用绑定'],
  summary: '通过二维码绑定设备',
  description:
    'Binds the device of a QR code: an address or text with product_key, did and passcode as query parameters.',
  descriptionZh: '绑定二维码中的设备。二维码内容为带有 product_key、did、passcode 查询参数的网址或文本。',
  body: Type.Object({
    qr_content: Type.String({
      maxLength: 2_000,
      description: 'what the code says',
      'x-description-zh': '扫描二维码得到的字符串',
      examples: [
        'product_key=a578d9a2178bd077314da30e6422a561&did=kPK5bS1LzUfTj21crvLvxK&passcode=GDZXCVBNMA',
      ],
    }),
    set_owner: Type.Optional(setOwner),
  }),
  response: { 201: bindingObject },
  refusals: ['9002', '9005', '9014', '9016', '9023', '9040', '9092'],
} as const satisfies DocumentedSchema;

export const bindLatest = (services: AppServices) =>
  userEndpoint(schema, async ({ body }, user, request) => {
    const { productKey, did, passcode } = parseQrContent(body.qr_content);
    const product = productOfApp(services.catalog, user.app, productKey);
    const device = await requirePasscode(services, { did, passcode, user }, request);
    if (device.productId !== product.id) throw new QiyunError('9040');
    return bindAndShow(services, { user, did, isExclusive: body.set_owner === 1 }, request);
  });

/** @throws QiyunError 9040 when one of the three is missing */
function parseQrContent(content: string) {
  const parameters = new URLSearchParams(content.slice(content.indexOf('?') + 1));
  const [productKey, did, passcode] = ['product_key', 'did', 'passcode'].map((name) => parameters.get(name));
  if (!productKey || !did || !passcode) throw new QiyunError('9040');
  return { productKey, did, passcode };
}

import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { macPattern } from '../../model/identifiers.ts';
import { readSealedPasscode } from '../../store/device-passcode.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { AppServices } from './app-services.ts';
import { productOfApp } from './product-of-app.ts';
import { guessFrom } from './take-turn.ts';
import { userEndpoint } from './user-endpoint.ts';
import { connectionFields, whereToConnect } from './where-to-connect.ts';

const schema = {
  operationId: 'get_app_devices',
  tags: ['应用设备'],
  summary: '通过 MAC 地址查询设备',
  description:
    'The did and the passcode of a device, as older apps need them to bind it. Whoever knows a mac gets its passcode, so that the product must allow it (passcode_by_mac); otherwise every device is 9014.',
  descriptionZh:
    '查询设备的 did 和 passcode，供旧版应用绑定设备。知道 mac 即可得到 passcode，因此需为产品开启 passcode_by_mac，否则一律为 9014。',
  querystring: Type.Object({ product_key: Type.String(), mac: Type.String({ pattern: macPattern }) }),
  response: {
    200: Type.Object({
      product_key: Type.String(),
      did: Type.String(),
      mac: Type.String(),
      passcode: Type.String({
        description: 'passcode of the device, empty when nobody knows it',
        'x-description-zh': '设备 passcode，未知时为空',
      }),
      is_online: Type.Boolean(),
      is_disabled: Type.Boolean(),
      type: Type.String({ description: 'always normal', 'x-description-zh': '总为 normal' }),
      ...connectionFields,
    }),
  },
  refusals: ['9002', '9014'],
} as const satisfies DocumentedSchema;

export const deviceByMac = (services: AppServices) =>
  userEndpoint(schema, async ({ query }, { app }, request) => {
    const product = productOfApp(services.catalog, app, query.product_key);
    if (!product.passcodeByMac)
      throw new QiyunError('9014', { detail: 'passcode_by_mac is off for this product' });
    const device = await guessFrom(request, services.throttles.failedAttempts, async () => {
      const named = await services.devices.byMac(product.id, query.mac);
      if (!named) throw new QiyunError('9014');
      return named;
    });
    const { did, mac, type, isOnline, isDisabled, deviceId } = device;
    return {
      product_key: product.productKey,
      did,
      mac,
      passcode: await passcodeOf(services, deviceId),
      is_online: isOnline,
      is_disabled: isDisabled,
      type,
      ...whereToConnect(services.addresses, request),
    };
  });

async function passcodeOf({ database, seal }: AppServices, deviceId: number): Promise<string> {
  const sealed = await readSealedPasscode(database, deviceId);
  return sealed ? seal.open(sealed) : '';
}

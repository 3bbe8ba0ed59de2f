import { bindDevices } from '../../store/binding.ts';
import { auditedChanges } from '../audited-changes.ts';
import { dividedOutcome, divideOutcome } from '../divided-outcome.ts';
import { bindingsBody, parseDids } from './bindings-body.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';
import { requireApp } from './require-app.ts';

const schema = {
  operationId: 'post_v1_products_product_key_devices_bindings',
  tags: ['绑定管理'],
  summary: '设备绑定功能',
  description:
    'Binds devices to a user of the enterprise. The first user of a device that has no owner owns it. Unknown and disabled devices fail.',
  descriptionZh:
    '将设备绑定到企业的用户。设备没有 owner 时，首个绑定的用户成为 owner。不存在或已注销的设备为失败。',
  params: productParams,
  body: bindingsBody,
  response: { 200: dividedOutcome },
  refusals: ['5016', '5017'],
} as const;

type Services = Pick<EnterpriseServices, 'database' | 'catalog' | 'clock'>;

export const bind = (services: Services) =>
  productEndpoint(schema, async ({ body: { uid, appid, dids } }, { enterprise, product }, request) => {
    const { catalog, clock } = services;
    const { enterpriseId } = enterprise;
    const asked = parseDids(dids);
    requireApp(catalog, enterpriseId, appid);
    const changes = auditedChanges(
      services,
      enterpriseActor(enterprise, request),
      (done: ReadonlySet<string>) => ({
        action: 'device.bind',
        productKey: product.productKey,
        uid,
        appid,
        dids: [...done],
      }),
    );
    const pairs = { productId: product.id, enterpriseId, uid, dids: asked };
    const bound = await bindDevices(changes, pairs, { appid, boundAtMs: clock() });
    return divideOutcome(asked, (did) => bound.has(did));
  });

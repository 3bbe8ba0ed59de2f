import { unbindDevices } from '../../store/binding.ts';
import { auditedChanges } from '../audited-changes.ts';
import { dividedOutcome, divideOutcome } from '../divided-outcome.ts';
import { bindingsBody, parseDids } from './bindings-body.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productEndpoint, productParams } from './product-endpoint.ts';
import { requireApp } from './require-app.ts';

const schema = {
  operationId: 'delete_v1_products_product_key_devices_bindings',
  tags: ['绑定管理'],
  summary: '解除绑定',
  description:
    'Ends bindings of a user of the enterprise. A device that loses its owner has none. Devices that the user has not bound fail.',
  descriptionZh: '解除企业用户与设备的绑定。owner 解绑后设备没有 owner。该用户未绑定的设备为失败。',
  params: productParams,
  body: bindingsBody,
  response: { 200: dividedOutcome },
  refusals: ['5016', '5017'],
} as const;

type Services = Pick<EnterpriseServices, 'database' | 'catalog' | 'clock'>;

export const unbind = (services: Services) =>
  productEndpoint(schema, async ({ body: { uid, appid, dids } }, { enterprise, product }, request) => {
    const { catalog } = services;
    const { enterpriseId } = enterprise;
    const asked = parseDids(dids);
    requireApp(catalog, enterpriseId, appid);
    const changes = auditedChanges(
      services,
      enterpriseActor(enterprise, request),
      (done: ReadonlySet<string>) => ({
        action: 'device.unbind',
        productKey: product.productKey,
        uid,
        appid,
        dids: [...done],
      }),
    );
    const pairs = { productId: product.id, enterpriseId, uid, dids: asked };
    const unbound = await unbindDevices(changes, pairs);
    return divideOutcome(asked, (did) => unbound.has(did));
  });

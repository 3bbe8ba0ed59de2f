import { deleteProduct } from '../../store/write-product.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { eraseDevicesOf } from './erase-devices.ts';
import { nothing, productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';

const schema = {
  summary: 'Erases a product with its devices',
  params: productParams,
  response: { 200: nothing },
};

export const deleteProductEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { catalog } = services;
    const product = knownProduct(catalog, params.product_key);
    const { id, enterpriseId, productKey } = product;
    const actor = adminActor(request);
    await eraseDevicesOf(services, product, actor);
    const changes = auditedChanges(services, actor, { action: 'product.erase', enterpriseId, productKey });
    await changes.transaction((tx) => deleteProduct(tx, id));
    await catalog.reload();
    return {};
  });

import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { rotateProductSecret } from '../../store/write-product.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';

const schema = {
  summary: 'Gives a product a new secret, shown this once, and ends the tokens for it',
  params: productParams,
  response: { 200: Type.Object({ product_key: Type.String(), product_secret: Type.String() }) },
};

export const rotateProductSecretEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { catalog, seal } = services;
    const { id, productKey } = knownProduct(catalog, params.product_key);
    const secret = newHexIdentifier();
    const act = { action: 'product.rotate_secret', productKey } as const;
    await rotateProductSecret(auditedChanges(services, adminActor(request), act), id, seal.seal(secret));
    await catalog.reload();
    return { product_key: productKey, product_secret: secret };
  });

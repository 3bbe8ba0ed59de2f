import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { rotateProductSecret } from '../../store/write-product.ts';
import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { productParams } from './field-schemas.ts';
import { knownProduct } from './known-entity.ts';

const schema = {
  summary: 'Gives a product a new secret, shown this once, and ends the tokens for it',
  params: productParams,
  response: { 200: Type.Object({ product_key: Type.String(), product_secret: Type.String() }) },
};

export const rotateProductSecretEndpoint = ({ database, catalog, seal }: AdminServices) =>
  endpoint(schema, async ({ params }) => {
    const { id, productKey } = knownProduct(catalog, params.product_key);
    const secret = newHexIdentifier();
    await rotateProductSecret(database, id, seal.seal(secret));
    await catalog.reload();
    return { product_key: productKey, product_secret: secret };
  });

import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Catalog, Product } from '../../store/catalog.ts';
import { visibleEnterprise, visibleProduct, visibleProducts } from './console-caller.ts';

export const askedProductsQuery = {
  product_key: Type.Optional(Type.String({ description: 'this product alone' })),
  enterprise_id: Type.Optional(Type.String({ description: 'the products that this enterprise owns' })),
};

const asObject = Type.Object(askedProductsQuery);

/**
 * Of the products that the caller may see those that he asks for; all when he says nothing.
 * @throws QiyunError 5015 unknown product, 5003 unknown enterprise
 */
export function askedProducts(
  catalog: Catalog,
  request: FastifyRequest,
  { product_key: productKey, enterprise_id: enterpriseId }: Static<typeof asObject>,
): readonly Product[] {
  if (enterpriseId !== undefined) visibleEnterprise(catalog, request, enterpriseId);
  const products =
    productKey === undefined
      ? visibleProducts(catalog, request)
      : [visibleProduct(catalog, request, productKey)];
  return enterpriseId === undefined
    ? products
    : products.filter((product) => product.enterpriseId === enterpriseId);
}

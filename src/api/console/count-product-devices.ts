import { Type } from 'typebox';
import { presentOfFleet } from '../../reports/fleet-overview.ts';
import { endpoint } from '../endpoint.ts';
import { askedProducts, askedProductsQuery } from './asked-products.ts';
import type { ConsoleServices } from './console-services.ts';

const schema = {
  summary: 'Counts the devices of each of the visible products, disabled ones included',
  querystring: Type.Object(askedProductsQuery),
  response: {
    200: Type.Object({
      /** Oldest first. */
      products: Type.Array(
        Type.Object({ product_key: Type.String(), total: Type.Integer(), online: Type.Integer() }),
      ),
    }),
  },
};

export const countProductDevicesEndpoint = ({ catalog, database }: ConsoleServices) =>
  endpoint(schema, async ({ query }, request) => {
    const products = askedProducts(catalog, request, query);
    const present = await presentOfFleet(
      database,
      products.map(({ id }) => id),
    );
    const counts = new Map(present.products.map((counted) => [counted.productId, counted]));
    return {
      products: products.map(({ id, productKey }) => ({
        product_key: productKey,
        total: counts.get(id)?.total ?? 0,
        online: counts.get(id)?.online ?? 0,
      })),
    };
  });

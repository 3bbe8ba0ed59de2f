import { Type } from 'typebox';
import { quickDevices } from '../../store/quick-devices.ts';
import { endpoint } from '../endpoint.ts';
import { visibleProducts } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const productsMax = 5;
const foundMax = 20;
/** A did is one of all devices of the installation: fewer letters would be the beginning of too many. */
const deviceTextMin = 3;

const schema = {
  summary: `Devices by the beginning of did or mac (from ${deviceTextMin} letters on), products by name or key: at most ${foundMax}`,
  querystring: Type.Object({
    /** PostgreSQL has no texts with NUL. */
    q: Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\0]*$' }),
  }),
  response: {
    200: Type.Object({
      products: Type.Array(Type.Object({ product_key: Type.String(), name: Type.String() })),
      devices: Type.Array(
        Type.Object({
          did: Type.String(),
          mac: Type.String(),
          product_key: Type.String(),
          product_name: Type.String(),
          is_online: Type.Boolean(),
        }),
      ),
    }),
  },
};

export const quickSearchEndpoint = ({ catalog, database }: ConsoleServices) =>
  endpoint(schema, async ({ query }, request) => {
    const text = query.q.trim();
    const sought = text.toLowerCase();
    const visible = visibleProducts(catalog, request);
    const byId = new Map(visible.map((product) => [product.id, product]));
    const products = visible
      .filter(({ name, productKey }) => name.toLowerCase().includes(sought) || productKey.startsWith(sought))
      .slice(0, productsMax);
    const limit = foundMax - products.length;
    const devices =
      text.length < deviceTextMin
        ? []
        : await quickDevices(database, { productIds: [...byId.keys()], text, limit });
    return {
      products: products.map(({ productKey, name }) => ({ product_key: productKey, name })),
      devices: devices.map(({ did, mac, productId, isOnline }) => {
        const { productKey, name } = byId.get(productId)!;
        return { did, mac, product_key: productKey, product_name: name, is_online: isOnline };
      }),
    };
  });

import { Type } from 'typebox';
import { locateFleet } from '../../reports/fleet-locations.ts';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import { askedProducts, askedProductsQuery } from './asked-products.ts';
import type { ConsoleServices } from './console-services.ts';

const placesMax = 2_000;

const schema = {
  summary: `Where the devices are of the products that the caller may see: the ${placesMax} places with the most, disabled ones not counted`,
  querystring: Type.Object(askedProductsQuery),
  response: {
    200: Type.Object({
      places: Type.Array(
        Type.Object({
          /** English names; null from where on the place is not known. */
          country: nullable(Type.String()),
          region: nullable(Type.String()),
          city: nullable(Type.String()),
          total: Type.Integer(),
          online: Type.Integer(),
          /** With a fault now, with an alert now. */
          faulty: Type.Integer(),
          alert: Type.Integer(),
        }),
      ),
    }),
  },
};

export const showLocationsEndpoint = ({ catalog, database }: ConsoleServices) =>
  endpoint(schema, async ({ query }, request) => {
    const ids = askedProducts(catalog, request, query).map(({ id }) => id);
    return { places: await locateFleet(database, ids, placesMax) };
  });

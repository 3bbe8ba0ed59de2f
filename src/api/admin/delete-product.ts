import { deleteProduct } from '../../store/write-product.ts';
import { endpoint } from '../endpoint.ts';
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
  endpoint(schema, async ({ params }) => {
    const { database, catalog } = services;
    const { id } = knownProduct(catalog, params.product_key);
    await eraseDevicesOf(services, id);
    await deleteProduct(database, id);
    await catalog.reload();
    return {};
  });

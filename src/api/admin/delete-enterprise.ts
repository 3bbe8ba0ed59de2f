import { eraseUsersOf } from '../../store/erase-users.ts';
import { deleteEnterprise } from '../../store/write-enterprise.ts';
import { endpoint } from '../endpoint.ts';
import type { AdminServices } from './admin-services.ts';
import { eraseDevicesOf } from './erase-devices.ts';
import { enterpriseParams, nothing } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';

const schema = {
  summary: 'Erases an enterprise with its apps, users, products and devices',
  params: enterpriseParams,
  response: { 200: nothing },
};

export const deleteEnterpriseEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }) => {
    const { database, catalog } = services;
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const products = catalog.products().filter((product) => product.enterpriseId === enterpriseId);
    for (const product of products) await eraseDevicesOf(services, product.id);
    // Before the enterprise: what is counted of them may be counted of other enterprises' products.
    await eraseUsersOf(database, enterpriseId);
    await deleteEnterprise(database, enterpriseId);
    await catalog.reload();
    return {};
  });

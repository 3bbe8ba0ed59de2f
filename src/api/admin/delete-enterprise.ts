import type { AuditedAct } from '../../model/audit-event.ts';
import { eraseUsersOf } from '../../store/erase-users.ts';
import { deleteEnterprise } from '../../store/write-enterprise.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
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
  endpoint(schema, async ({ params }, request) => {
    const { catalog } = services;
    const actor = adminActor(request);
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const products = catalog.products().filter((product) => product.enterpriseId === enterpriseId);
    for (const product of products) await eraseDevicesOf(services, product, actor);
    // Before the enterprise: what is counted of them may be counted of other enterprises' products.
    await eraseUsersOf(auditedChanges(services, actor, usersErased(enterpriseId)), enterpriseId);
    const changes = auditedChanges(services, actor, { action: 'enterprise.erase', enterpriseId });
    await changes.transaction((tx) => deleteEnterprise(tx, enterpriseId));
    await catalog.reload();
    return {};
  });

function usersErased(enterpriseId: string) {
  return (count: number): AuditedAct | undefined =>
    count === 0 ? undefined : { action: 'user.erase', enterpriseId, detail: { count } };
}

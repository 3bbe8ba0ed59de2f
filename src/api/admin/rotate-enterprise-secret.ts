import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { rotateEnterpriseSecret } from '../../store/write-enterprise.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';

const schema = {
  summary: 'Gives an enterprise a new secret, shown this once, and ends its tokens',
  params: enterpriseParams,
  response: { 200: Type.Object({ enterprise_id: Type.String(), enterprise_secret: Type.String() }) },
};

export const rotateEnterpriseSecretEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params }, request) => {
    const { catalog } = services;
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const secret = newHexIdentifier();
    const act = { action: 'enterprise.rotate_secret', enterpriseId } as const;
    await rotateEnterpriseSecret(auditedChanges(services, adminActor(request), act), enterpriseId, secret);
    await catalog.reload();
    return { enterprise_id: enterpriseId, enterprise_secret: secret };
  });

import { Type } from 'typebox';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { createEnterprise } from '../../store/write-enterprise.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { hexIdentifierField, nameField } from './field-schemas.ts';

const schema = {
  summary: 'Creates an enterprise; its secret is shown this once',
  body: Type.Object(
    {
      name: nameField,
      enterprise_id: Type.Optional(hexIdentifierField),
      enterprise_secret: Type.Optional(hexIdentifierField),
    },
    { additionalProperties: false },
  ),
  response: { 201: Type.Object({ enterprise_id: Type.String(), enterprise_secret: Type.String() }) },
};

export const createEnterpriseEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ body }, request) => {
    const { catalog, clock } = services;
    const { name } = body;
    const enterpriseId = body.enterprise_id ?? newHexIdentifier();
    const secret = body.enterprise_secret ?? newHexIdentifier();
    const enterprise = { enterpriseId, secret, name, createdAtMs: clock() };
    const act = { action: 'enterprise.create', enterpriseId, detail: { name } } as const;
    const changes = auditedChanges(services, adminActor(request), act);
    await changes.transaction((tx) => createEnterprise(tx, enterprise));
    await catalog.reload();
    return { enterprise_id: enterpriseId, enterprise_secret: secret };
  });

import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { adminActor } from '../admin/admin-actor.ts';
import { productParams } from '../admin/field-schemas.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { consoleCaller, visibleProduct } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';

const schema = {
  summary:
    'Issues a token of the enterprise API for a product: to a member for his enterprise, to an administrator for the owner’s',
  params: productParams,
  response: {
    201: Type.Object({ token: Type.String(), enterprise_id: Type.String(), expired_at: Type.Integer() }),
  },
};

export const issueAccessTokenEndpoint = (services: ConsoleServices) =>
  endpoint(schema, async ({ params: { product_key: productKey } }, request) => {
    const { catalog, tokens, clock } = services;
    const product = visibleProduct(catalog, request, productKey);
    const enterpriseId = consoleCaller(request).enterpriseId ?? product.enterpriseId;
    const changes = auditedChanges(services, adminActor(request), (isIssued: boolean) =>
      isIssued ? { action: 'product.issue_token', enterpriseId, productKey } : undefined,
    );
    const issued = await tokens.issue({ enterpriseId, productId: product.id }, clock(), changes);
    // An owner may have ended the association with his own product.
    if (!issued) throw new QiyunError('5007');
    return { token: issued.token, enterprise_id: enterpriseId, expired_at: issued.expiredAtS };
  });

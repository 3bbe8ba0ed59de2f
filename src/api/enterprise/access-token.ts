import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { credentialsBody } from './credentials.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'post_v1_products_product_key_access_token',
  tags: ['授权'],
  summary: '获取token',
  description: 'Issues a token for the other endpoints of the product. It is valid for 7 days.',
  descriptionZh: '返回的 token 用于该产品的其他接口，有效期 7 天。',
  params: productParams,
  body: credentialsBody,
  response: {
    // The document prints both names (contract.md §2).
    201: Type.Object({ token: Type.String(), expired_at: Type.Integer(), expire_at: Type.Integer() }),
  },
  refusals: ['5007'],
} as const satisfies DocumentedSchema;

type Services = Pick<
  EnterpriseServices,
  'authentication' | 'quotaGate' | 'catalog' | 'database' | 'tokens' | 'clock'
>;

export const accessToken = (services: Services) =>
  endpoint(schema, async ({ params, body }, request, reply) => {
    const { authentication, quotaGate, catalog, tokens, clock } = services;
    const { enterprise, product } = await authentication.bySecrets(request, params.product_key, body);
    const { enterpriseId } = enterprise;
    if (!catalog.isAssociated(enterpriseId, product.id)) throw new QiyunError('5007');
    await quotaGate.count(enterprise, reply);
    const act = { action: 'product.issue_token', productKey: product.productKey } as const;
    const changes = auditedChanges(services, enterpriseActor(enterprise, request), (isIssued: boolean) =>
      isIssued ? act : undefined,
    );
    const issued = await tokens.issue({ enterpriseId, productId: product.id }, clock(), changes);
    if (!issued) throw new QiyunError('5007');
    return { token: issued.token, expired_at: issued.expiredAtS, expire_at: issued.expiredAtS };
  });

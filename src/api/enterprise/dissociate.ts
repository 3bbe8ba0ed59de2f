import { Type } from 'typebox';
import { dissociate } from '../../store/association.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { credentialsBody } from './credentials.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'delete_v1_products_product_key_association',
  tags: ['授权'],
  summary: '解除产品关联',
  description:
    'Ends the association of the enterprise with the product, and with it all its tokens. The product must not have device groups any more.',
  descriptionZh: '解除企业与产品的关联，其所有 token 随之失效。须先删除产品下的设备分组。',
  params: productParams,
  body: credentialsBody,
  response: { 200: Type.Object({}) },
  refusals: ['5006', '5007'],
} as const satisfies DocumentedSchema;

type Services = Pick<EnterpriseServices, 'authentication' | 'quotaGate' | 'catalog' | 'database' | 'clock'>;

export const dissociateProduct = (services: Services) =>
  endpoint(schema, async ({ params, body }, request, reply) => {
    const { authentication, quotaGate, catalog } = services;
    const { enterprise, product } = await authentication.bySecrets(request, params.product_key, body);
    await quotaGate.count(enterprise, reply);
    const act = { action: 'product.dissociate', productKey: product.productKey } as const;
    const changes = auditedChanges(services, enterpriseActor(enterprise, request), act);
    await dissociate(changes, { enterpriseId: enterprise.enterpriseId, productId: product.id });
    await catalog.reload();
    return {};
  });

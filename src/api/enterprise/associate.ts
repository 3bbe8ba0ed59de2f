import { Type } from 'typebox';
import { QiyunError } from '../../model/errors.ts';
import { associate } from '../../store/association.ts';
import { auditedChanges } from '../audited-changes.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { endpoint } from '../endpoint.ts';
import { credentialsBody } from './credentials.ts';
import { enterpriseActor } from './enterprise-actor.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { productParams } from './product-endpoint.ts';

const schema = {
  operationId: 'post_v1_products_product_key_association',
  tags: ['授权'],
  summary: '关联产品',
  description: 'Associates the enterprise with a product of another one that is open to it.',
  descriptionZh: '将企业与另一企业的产品关联，前提是该产品允许关联。',
  params: productParams,
  body: credentialsBody,
  response: { 201: Type.Object({}) },
  refusals: ['5008', '5018'],
} as const satisfies DocumentedSchema;

type Services = Pick<EnterpriseServices, 'authentication' | 'quotaGate' | 'catalog' | 'database' | 'clock'>;

export const associateProduct = (services: Services) =>
  endpoint(schema, async ({ params, body }, request, reply) => {
    const { authentication, quotaGate, catalog, clock } = services;
    const { enterprise, product } = await authentication.bySecrets(request, params.product_key, body);
    await quotaGate.count(enterprise, reply);
    const { enterpriseId } = enterprise;
    if (catalog.isAssociated(enterpriseId, product.id)) throw new QiyunError('5008');
    // The product secret alone must not hand over a fleet (contract.md §4, 5007, 5008).
    if (product.association === 'closed' && product.enterpriseId !== enterpriseId)
      throw new QiyunError('5018');
    const act = { action: 'product.associate', productKey: product.productKey } as const;
    const changes = auditedChanges(services, enterpriseActor(enterprise, request), act);
    const isNew = await associate(changes, { enterpriseId, productId: product.id }, clock());
    if (!isNew) throw new QiyunError('5008');
    await catalog.reload();
    return {};
  });

import { Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';
import { newHexIdentifier } from '../../model/identifiers.ts';
import { parseProductDefinition } from '../../model/product-definition.ts';
import { equalSecrets } from '../../model/secrets.ts';
import { createProduct } from '../../store/write-product.ts';
import { auditedChanges } from '../audited-changes.ts';
import { endpoint } from '../endpoint.ts';
import { adminActor } from './admin-actor.ts';
import type { AdminServices } from './admin-services.ts';
import { enterpriseParams, hexIdentifierField, nameField } from './field-schemas.ts';
import { knownEnterprise } from './known-entity.ts';

const schema = {
  summary: 'Creates a product, associated with its enterprise; its secret is shown this once',
  params: enterpriseParams,
  body: Type.Object(
    {
      name: nameField,
      datapoints: Type.Optional(Type.Unknown()),
      product_key: Type.Optional(hexIdentifierField),
      product_secret: Type.Optional(hexIdentifierField),
    },
    { additionalProperties: false },
  ),
  response: { 201: Type.Object({ product_key: Type.String(), product_secret: Type.String() }) },
};

export const createProductEndpoint = (services: AdminServices) =>
  endpoint(schema, async ({ params, body }, request) => {
    const { catalog, seal, clock } = services;
    const { enterpriseId } = knownEnterprise(catalog, params.enterprise_id);
    const productKey = body.product_key ?? newHexIdentifier();
    const secret = body.product_secret ?? newHexIdentifier();
    refuseUsedSecret(services, secret);
    const { name } = body;
    const act = { action: 'product.create', enterpriseId, productKey, detail: { name } } as const;
    await createProduct(auditedChanges(services, adminActor(request), act), {
      productKey,
      enterpriseId,
      name,
      secretSealed: seal.seal(secret),
      document:
        body.datapoints === undefined
          ? undefined
          : parseProductDefinition(body.datapoints, productKey).document,
      createdAtMs: clock(),
    });
    await catalog.reload();
    return { product_key: productKey, product_secret: secret };
  });

/** Endpoints of the enterprise find a product by its secret alone (contract.md §2), so no two may share one. */
function refuseUsedSecret({ catalog, seal }: AdminServices, secret: string): void {
  const isUsed = catalog.products().some((product) => equalSecrets(seal.open(product.secretSealed), secret));
  if (isUsed) throw invalidField('product_secret', 'is used already');
}

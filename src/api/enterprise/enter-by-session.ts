import type { FastifyRequest } from 'fastify';
import { invalidField } from '../../model/errors.ts';
import type { Catalog } from '../../store/catalog.ts';
import { visibleProduct } from '../console/console-caller.ts';
import type { SessionGate } from '../session/session-gate.ts';
import type { Caller } from './product-endpoint.ts';

interface Services {
  readonly catalog: Catalog;
  readonly sessionGate: SessionGate;
}

interface SessionCall {
  readonly token: string;
  /** As the caller sent it. */
  readonly productKey: unknown;
}

/**
 * Who works at the console calls in the name of his enterprise, an administrator in that of the product's owner. Neither the
 * quota of the enterprise nor its list of addresses is for them.
 * @throws QiyunError 5015 for a product that is not theirs, 5002 for a product_key that is none, and what `SessionGate.enter` throws
 */
export async function enterBySession(
  { catalog, sessionGate }: Services,
  request: FastifyRequest,
  { token, productKey }: SessionCall,
): Promise<Caller> {
  const { enterpriseId } = await sessionGate.enter(request, token);
  if (typeof productKey !== 'string') throw invalidField('product_key', 'is required, once');
  const product = visibleProduct(catalog, request, productKey);
  return { enterprise: catalog.enterprise(enterpriseId ?? product.enterpriseId)!, product };
}

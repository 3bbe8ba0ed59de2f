import type { FastifyRequest } from 'fastify';
import { QiyunError } from '../../model/errors.ts';
import type { Catalog, Enterprise, Product } from '../../store/catalog.ts';
import { RequestSlot } from '../request-slot.ts';

/** Who works at the console. */
export interface ConsoleCaller {
  /** An admin sees and changes everything; a manager his enterprise; a viewer changes nothing. */
  readonly role: 'admin' | 'manager' | 'viewer';
  /** The enterprise of a manager or viewer; an admin has none. */
  readonly enterpriseId: string | undefined;
  /** Left out: an admin. */
  readonly member?: ConsoleMember;
  /** Left out: he shows the admin token itself. */
  readonly sessionHash?: string;
}

export interface ConsoleMember {
  readonly memberId: string;
  readonly username: string;
  readonly name: string;
}

const callerSlot = new RequestSlot<ConsoleCaller>('consoleCaller');

export const declareConsoleCaller = callerSlot.declareOn.bind(callerSlot);
export const setConsoleCaller = callerSlot.set.bind(callerSlot);

/** Set for every endpoint of /console/v1 and /admin/v1. */
export function consoleCaller(request: FastifyRequest): ConsoleCaller {
  return callerSlot.get(request)!;
}

/** Set for endpoints of /v1 when a session of the console calls them. */
export function consoleCallerIfAny(request: FastifyRequest): ConsoleCaller | undefined {
  return callerSlot.get(request);
}

/** @throws QiyunError 5024 for a member of an enterprise */
export function requireAdmin(request: FastifyRequest): void {
  if (consoleCaller(request).role !== 'admin')
    throw new QiyunError('5024', { detail: 'the administrator may' });
}

/** The product, when the caller may see it: one that his enterprise owns or is associated with. @throws QiyunError 5015 */
export function visibleProduct(catalog: Catalog, request: FastifyRequest, productKey: string): Product {
  const product = catalog.productByKey(productKey);
  if (!product || !sees(catalog, consoleCaller(request), product)) throw new QiyunError('5015');
  return product;
}

/** The products that the caller may see, oldest first. */
export function visibleProducts(catalog: Catalog, request: FastifyRequest): readonly Product[] {
  const caller = consoleCaller(request);
  return catalog.products().filter((product) => sees(catalog, caller, product));
}

/** @throws QiyunError 5003 for one that is not there or is not the caller's */
export function visibleEnterprise(
  catalog: Catalog,
  request: FastifyRequest,
  enterpriseId: string,
): Enterprise {
  const enterprise = catalog.enterprise(enterpriseId);
  const { role, enterpriseId: own } = consoleCaller(request);
  if (!enterprise || (role !== 'admin' && own !== enterpriseId)) throw new QiyunError('5003');
  return enterprise;
}

function sees(catalog: Catalog, { role, enterpriseId }: ConsoleCaller, product: Product): boolean {
  if (role === 'admin') return true;
  return product.enterpriseId === enterpriseId || catalog.isAssociated(enterpriseId!, product.id);
}

import type { FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Enterprise, Product } from '../../store/catalog.ts';
import type { DocumentedSchema } from '../documented-schema.ts';
import { type Answer, type Call, type Endpoint, endpoint } from '../endpoint.ts';
import { RequestSlot } from '../request-slot.ts';

/** On whose behalf a call is made, and for which product. */
export interface Caller {
  readonly enterprise: Enterprise;
  readonly product: Product;
}

/** Its path has at least the product's key. */
interface ProductSchema extends DocumentedSchema {
  readonly params: TSchema;
}

export const productParams = Type.Object({ product_key: Type.String() });
export const deviceParams = Type.Object({ product_key: Type.String(), did: Type.String() });

/** Set for endpoints that are called with a token. */
export const callerSlot = new RequestSlot<Caller>('caller');

/** An endpoint that is called with a token of the product (contract.md §2, product endpoints). */
export function productEndpoint<const S extends ProductSchema>(
  schema: S,
  answer: (call: Call<S>, caller: Caller, request: FastifyRequest) => Promise<Answer<S>>,
): Endpoint {
  return endpoint(schema, (call, request) => answer(call, callerSlot.get(request)!, request));
}

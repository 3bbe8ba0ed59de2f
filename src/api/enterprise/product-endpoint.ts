import { type TSchema, Type } from 'typebox';
import type { Enterprise, Product } from '../../store/catalog.ts';
import { type Answer, type Call, type Endpoint, type EndpointSchema, endpoint } from '../endpoint.ts';
import { RequestSlot } from './request-slot.ts';

/** On whose behalf a call is made, and for which product. */
export interface Caller {
  readonly enterprise: Enterprise;
  readonly product: Product;
}

/** An endpoint as the document describes it; the OpenAPI document is made of these. */
export interface DocumentedSchema extends EndpointSchema {
  /** The document's own name for it, such as `get_v1_products_product_key_devices_search`. */
  readonly operationId: string;
  /** The document's chapter. */
  readonly tags: readonly [string];
  /** What it does, in English; `summary` is the document's title of it. */
  readonly description: string;
  readonly params: TSchema;
}

export const productParams = Type.Object({ product_key: Type.String() });
export const deviceParams = Type.Object({ product_key: Type.String(), did: Type.String() });

/** Set for endpoints that are called with a token. */
export const callerSlot = new RequestSlot<Caller>('caller');

/** An endpoint that is called with a token of the product (contract.md §2, product endpoints). */
export function productEndpoint<const S extends DocumentedSchema>(
  schema: S,
  answer: (call: Call<S>, caller: Caller) => Promise<Answer<S>>,
): Endpoint {
  return endpoint(schema, (call, request) => answer(call, callerSlot.get(request)!));
}

import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import type { Enterprise, Product } from '../../store/catalog.ts';
import { RequestSlot } from './request-slot.ts';

/** On whose behalf a call is made, and for which product. */
export interface Caller {
  readonly enterprise: Enterprise;
  readonly product: Product;
}

/** An endpoint as the document describes it; the OpenAPI document is made of these. */
export interface EndpointSchema {
  /** The document's own name for it, such as `get_v1_products_product_key_devices_search`. */
  readonly operationId: string;
  /** The document's chapter. */
  readonly tags: readonly [string];
  /** The document's title of it. */
  readonly summary: string;
  /** What it does, in English. */
  readonly description: string;
  readonly params: TSchema;
  readonly querystring?: TSchema;
  readonly body?: TSchema;
  /** The one answer of success, by its HTTP status. */
  readonly response: Readonly<Record<number, TSchema>>;
}

type Part<S, Name extends string> =
  S extends Readonly<Record<Name, infer T extends TSchema>> ? Static<T> : undefined;

/** A call as its schema describes it. */
export interface Call<S> {
  readonly params: Part<S, 'params'>;
  readonly query: Part<S, 'querystring'>;
  readonly body: Part<S, 'body'>;
  /** Path and query as the caller sent them. */
  readonly url: string;
}

export type Answer<S extends EndpointSchema> = Static<S['response'][keyof S['response'] & number]>;

/** A schema with the handler that fulfils it, ready to be put under a path. */
export interface Endpoint {
  readonly schema: EndpointSchema;
  readonly handler: RouteHandlerMethod;
}

export const productParams = Type.Object({ product_key: Type.String() });
export const deviceParams = Type.Object({ product_key: Type.String(), did: Type.String() });

/** Set for endpoints that are called with a token. */
export const callerSlot = new RequestSlot<Caller>('caller');

/** An endpoint that is called with a token of the product (contract.md §2, product endpoints). */
export function productEndpoint<const S extends EndpointSchema>(
  schema: S,
  answer: (call: Call<S>, caller: Caller) => Promise<Answer<S>>,
): Endpoint {
  return openEndpoint(schema, (call, request) => answer(call, callerSlot.get(request)!));
}

/** An endpoint that anybody reaches; it checks by itself who calls. */
export function openEndpoint<const S extends EndpointSchema>(
  schema: S,
  answer: (call: Call<S>, request: FastifyRequest, reply: FastifyReply) => Promise<Answer<S>>,
): Endpoint {
  const [status] = Object.keys(schema.response).map(Number);
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { params, query, body, url } = request;
    reply.code(status!);
    return answer({ params, query, body, url } as Call<S>, request, reply);
  };
  return { schema, handler };
}

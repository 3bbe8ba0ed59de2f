import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { Static, TSchema } from 'typebox';

/** What an endpoint takes and answers: the single source of validation, types and OpenAPI. */
export interface EndpointSchema {
  readonly summary: string;
  readonly params?: TSchema;
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

/** Ties a handler to its schema: what it is given and what it answers have the schema's types. */
export function endpoint<const S extends EndpointSchema>(
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

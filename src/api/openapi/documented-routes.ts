import type { RouteOptions } from 'fastify';
import type { DocumentedSchema } from '../documented-schema.ts';
import type { HttpApp } from '../http-face.ts';
import type { Access } from './access.ts';

/** A route that belongs into the OpenAPI document: its schema has an operation id. */
export interface DocumentedRoute {
  readonly method: string;
  /** Parameters as OpenAPI writes them: `/v1/products/{product_key}/devices`. */
  readonly path: string;
  readonly schema: DocumentedSchema;
  readonly access: Access;
}

const freeAccess: Access = { security: {}, refusals: [], hasQuota: false };

/** Watches the app from now on; returns what lists the documented routes that it has got since, in their order. */
export function watchDocumentedRoutes(app: HttpApp): () => DocumentedRoute[] {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    if (documentedSchemaOf(route) && route.method !== 'HEAD') routes.push(route);
  });
  // Read when all hooks have been at the route: the plugin notes last how it is called.
  return () => routes.map(toDocumentedRoute);
}

/** The schema of a route that is documented; undefined for any other. */
export function documentedSchemaOf(route: { readonly schema?: object }): DocumentedSchema | undefined {
  return route.schema && 'operationId' in route.schema ? (route.schema as DocumentedSchema) : undefined;
}

function toDocumentedRoute(route: RouteOptions): DocumentedRoute {
  return {
    method: String(route.method).toLowerCase(),
    path: route.url.replaceAll(/:(\w+)/g, '{$1}'),
    schema: documentedSchemaOf(route)!,
    access: route.config?.access ?? freeAccess,
  };
}

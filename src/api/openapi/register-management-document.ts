import type { RouteOptions } from 'fastify';
import type { EndpointSchema } from '../endpoint.ts';
import type { HttpApp } from '../http-face.ts';
import { readProjectVersion } from '../project-version.ts';
import { type ManagementRoute, managementDocument } from './management-document.ts';

/**
 * `/console/v1/openapi.json`: OpenAPI 3.1 of all of /admin/v1 and /console/v1 that the app gets after this call. Public, as
 * `/openapi.json` is; the console's types are made of it.
 */
export function registerManagementDocument(app: HttpApp): void {
  const routes: ManagementRoute[] = [];
  app.addHook('onRoute', (route) => {
    const schema = endpointSchemaOf(route);
    if (schema) routes.push(toManagementRoute(route, schema));
  });
  let document: Promise<string> | undefined;
  app.get('/console/v1/openapi.json', async (_request, reply) => {
    document ??= readProjectVersion().then((version) => JSON.stringify(managementDocument(routes, version)));
    reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8');
    return document;
  });
}

function endpointSchemaOf({ url, method, schema }: RouteOptions): EndpointSchema | undefined {
  const isManagement = /^\/(admin|console)\/v1\//.test(url) && method !== 'HEAD';
  return isManagement && schema && 'summary' in schema ? (schema as EndpointSchema) : undefined;
}

function toManagementRoute({ method, url }: RouteOptions, schema: EndpointSchema): ManagementRoute {
  return { method: String(method).toLowerCase(), path: url.replaceAll(/:(\w+)/g, '{$1}'), schema };
}

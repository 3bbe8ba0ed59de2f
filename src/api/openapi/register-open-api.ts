import type { HttpApp } from '../http-face.ts';
import { readProjectVersion } from '../project-version.ts';
import { watchDocumentedRoutes } from './documented-routes.ts';
import { openApiDocument } from './open-api-document.ts';

/**
 * `/openapi.json`: OpenAPI 3.1 of all documented routes that the app gets after this call. Public, like `/healthz`; made
 * when it is first asked for.
 */
export function registerOpenApi(app: HttpApp): void {
  const routes = watchDocumentedRoutes(app);
  let document: Promise<string> | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    document ??= readProjectVersion().then((version) => JSON.stringify(openApiDocument(routes(), version)));
    reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8');
    return document;
  });
}

import type { EndpointSchema } from '../endpoint.ts';
import { enterpriseErrorForm } from '../enterprise-error-form.ts';
import { describedSchema } from './described-schema.ts';

/** An endpoint of /admin/v1 or /console/v1. */
export interface ManagementRoute {
  readonly method: string;
  /** Parameters as OpenAPI writes them: `/admin/v1/products/{product_key}`. */
  readonly path: string;
  readonly schema: EndpointSchema;
}

/** OpenAPI 3.1 of what programs and the console manage an installation with. */
export function managementDocument(routes: readonly ManagementRoute[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Management API',
      version,
      description:
        '/admin/v1 and /console/v1: what an installation is managed with, by programs and by its console.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ adminToken: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'qiyun_session',
          description:
            'by https __Host-qiyun_session; what is not GET needs the header X-Qiyun-Console: 1, too',
        },
      },
      schemas: { [enterpriseErrorForm.name]: describedSchema(enterpriseErrorForm.body) },
    },
  };
}

function operationOf({ method, path, schema }: ManagementRoute): object {
  const { summary, params, querystring, body, response } = schema;
  return {
    operationId: `${method}${path}`.replaceAll(/\W+/g, '_').replace(/_$/, ''),
    summary,
    parameters: [...parametersIn('path', params), ...parametersIn('query', querystring)],
    ...(body && { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      ...Object.fromEntries(Object.entries(response).map(([status, answer]) => [status, done(answer)])),
      default: {
        description: 'refused',
        content: {
          'application/json': { schema: { $ref: `#/components/schemas/${enterpriseErrorForm.name}` } },
        },
      },
    },
  };
}

function done(answer: object): object {
  return { description: 'done', content: contentOf(answer) };
}

function contentOf(schema: object): object {
  return { 'application/json': { schema: describedSchema(schema) } };
}

function parametersIn(place: 'path' | 'query', schema: object | undefined): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = describedSchema(schema);
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    // What has a default may be left out.
    required: place === 'path' || (required.includes(name) && !('default' in property)),
    ...(description !== undefined && { description }),
    schema: property,
  }));
}

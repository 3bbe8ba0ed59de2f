import { enterpriseErrorForm } from '../enterprise-error-form.ts';
import type { ErrorForm } from '../error-form.ts';
import type { Access } from './access.ts';
import { chapters } from './chapters.ts';
import { describedSchema, exampleOf, type JsonSchema } from './described-schema.ts';
import type { DocumentedRoute } from './documented-routes.ts';
import { refusalExample, refusalResponses } from './refusal-responses.ts';
import { refusalsOf } from './refusals-of.ts';
import { headerReferences, responseHeaders } from './response-headers.ts';

interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly servers: readonly object[];
  readonly tags: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: object;
}

/**
 * OpenAPI 3.1 of the routes. Titles are the document's Chinese ones and descriptions English; `x-summary-en` and
 * `x-description-zh` beside them have the other language.
 */
export function openApiDocument(routes: readonly DocumentedRoute[], version: string): OpenApiDocument {
  const operations = inChapters(routes);
  const paths: Record<string, Record<string, object>> = {};
  const operationIds = new Set<string>();
  for (const route of operations) {
    const operationId = freeOperationId(route, operationIds);
    operationIds.add(operationId);
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, operationId) };
  }
  return {
    openapi: '3.1.0',
    info: infoOf(version),
    // Whatever host the document came from.
    servers: [{ url: '/' }],
    tags: tagsOf(operations),
    paths,
    components: {
      securitySchemes: Object.assign({}, ...operations.map(({ access }) => access.security)),
      headers: responseHeaders,
      examples: refusalExamples(operations),
      schemas: errorSchemas(operations),
    },
  };
}

function errorFormOf({ errorForm }: Access): ErrorForm {
  return errorForm ?? enterpriseErrorForm;
}

function errorSchemas(operations: readonly DocumentedRoute[]): object {
  const forms = operations.map(({ access }) => errorFormOf(access));
  return Object.fromEntries(forms.map(({ name, body }) => [name, describedSchema(body)]));
}

/** What each code looks like that an operation can answer. */
function refusalExamples(operations: readonly DocumentedRoute[]): object {
  const examples = operations.flatMap(({ schema, access }) =>
    refusalsOf(schema, access).map(({ code }) => [code, refusalExample(code, errorFormOf(access))] as const),
  );
  return Object.fromEntries(examples.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function infoOf(version: string): object {
  return {
    title: '企业 API',
    'x-title-en': 'Enterprise API',
    version,
    description:
      'Devices, users and reports of an enterprise. A token is got with 授权 and put into Authorize.',
    'x-description-zh': '企业视角的设备管理、用户管理与数据统计。先用“授权”获取 token，再填入 Authorize。',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  };
}

function inChapters(routes: readonly DocumentedRoute[]): DocumentedRoute[] {
  const rank = ({ schema }: DocumentedRoute) => {
    const index = chapters.findIndex(({ name }) => name === schema.tags[0]);
    return index < 0 ? chapters.length : index;
  };
  return routes.toSorted((a, b) => rank(a) - rank(b));
}

function tagsOf(operations: readonly DocumentedRoute[]): object[] {
  const used = [...new Set(operations.map(({ schema }) => schema.tags[0]))];
  return used.map((name) => {
    const chapter = chapters.find((known) => known.name === name);
    return chapter ? { name, description: chapter.en, 'x-description-zh': chapter.zh } : { name };
  });
}

/** An operation that is served under a second address has there the name that the document would give that address. */
function freeOperationId({ schema, method, path }: DocumentedRoute, taken: ReadonlySet<string>): string {
  if (!taken.has(schema.operationId)) return schema.operationId;
  return `${method}${path}`.replaceAll(/\W+/g, '_').replace(/_$/, '');
}

function operationOf(route: DocumentedRoute, operationId: string): object {
  const { schema, access } = route;
  const { tags, summary, description, descriptionZh } = schema;
  const headers = headerReferences(access.hasQuota);
  return {
    operationId,
    tags,
    summary,
    'x-summary-en': firstSentence(description),
    description,
    ...(descriptionZh && { 'x-description-zh': descriptionZh }),
    security: Object.keys(access.security).length > 0 ? [namesOf(access.security)] : [],
    parameters: [...parametersIn('path', schema.params), ...parametersIn('query', schema.querystring)],
    ...(schema.body && { requestBody: requestBodyOf(schema.body) }),
    responses: {
      ...successOf(schema.response, headers),
      ...refusalResponses(refusalsOf(schema, access), { form: errorFormOf(access), headers }),
    },
  };
}

function firstSentence(text: string): string {
  return text.replace(/[.:] .*|\.$/s, '');
}

/** Headers that are all needed together. */
function namesOf(security: object): object {
  return Object.fromEntries(Object.keys(security).map((name) => [name, []]));
}

function parametersIn(place: 'path' | 'query', schema: object | undefined): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = describedSchema(schema);
  return Object.entries(properties).map(([name, property]) =>
    parameterOf(
      { name, place, isRequired: place === 'path' || isNeeded(name, { property, required }) },
      property,
    ),
  );
}

/** What has a default may be left out, although it is always there once it has been filled in. */
function isNeeded(
  name: string,
  { property, required }: { property: JsonSchema; required: readonly string[] },
): boolean {
  return required.includes(name) && !('default' in property);
}

function parameterOf(
  { name, place, isRequired }: { name: string; place: string; isRequired: boolean },
  { description, 'x-description-zh': descriptionZh, examples, ...schema }: JsonSchema,
): object {
  return {
    name,
    in: place,
    required: isRequired,
    description,
    'x-description-zh': descriptionZh,
    schema,
    example: examples?.[0],
  };
}

function requestBodyOf(body: object): object {
  const schema = describedSchema(body);
  return { required: true, content: { 'application/json': { schema, example: exampleOf(schema) } } };
}

function successOf(response: Readonly<Record<number, object>>, headers: object): Record<string, object> {
  return Object.fromEntries(
    Object.entries(response).map(([status, schema]) => [
      status,
      {
        description: 'done',
        'x-description-zh': '成功',
        headers,
        ...(status !== noContent && { content: { 'application/json': { schema: describedSchema(schema) } } }),
      },
    ]),
  );
}

/** The answer of this status has no body. */
const noContent = '204';

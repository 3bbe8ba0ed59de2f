import fc from 'fast-check';
import { type KnownValues, type Schema, valueBySchema } from './value-by-schema.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly 'application/json': { readonly schema: Schema };
}

/** An operation as the OpenAPI document has it. */
export interface ContractOperation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly security: readonly Readonly<Record<string, unknown>>[];
  /** Without a content: an answer without a body. */
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** One call of an operation: values by the names of its parameters, and the body as it is sent. */
export interface ContractCall {
  readonly values: Readonly<Record<string, unknown>>;
  readonly body: string | undefined;
}

/** Calls that keep to the document. */
export function validCalls(operation: ContractOperation, known: KnownValues): fc.Arbitrary<ContractCall> {
  return fc.record({ values: parameterValues(operation, known), body: bodies(operation, known) });
}

const poison = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1.5',
    '1e99',
    'NaN',
    'null',
    'true',
    '\0',
    "' or 1=1 --",
    '%',
    '\ud800',
    '你好',
    '[]',
    '{}',
  ),
  fc.maxSafeInteger().map(String),
);

/** Calls that break the document in a parameter, in the body, or in both; some of them happen to be in order. */
export function brokenCalls(operation: ContractOperation, known: KnownValues): fc.Arbitrary<ContractCall> {
  const names = operation.parameters.map(({ name }) => name);
  const broken =
    names.length === 0
      ? fc.constant({})
      : fc.dictionary(fc.constantFrom(...names), poison, { minKeys: 1, maxKeys: 2 });
  const values = fc
    .tuple(parameterValues(operation, known), broken)
    .map(([right, wrong]) => ({ ...right, ...wrong }));
  const body = operation.requestBody
    ? fc.oneof(bodies(operation, known), brokenBodies)
    : fc.constant(undefined);
  const inOrder = validCalls(operation, known);
  return fc.oneof(
    fc.record({ values, body }),
    fc.tuple(inOrder, body).map(([call, otherBody]) => ({ ...call, body: otherBody })),
  );
}

const brokenBodies = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom('', '{', '[]', 'null', '"', '{"a":1e999}', '{"__proto__":1}'),
  fc.string({ maxLength: 100 }),
);

function bodies({ requestBody }: ContractOperation, known: KnownValues): fc.Arbitrary<string | undefined> {
  if (!requestBody) return fc.constant(undefined);
  const { schema } = requestBody.content['application/json'];
  return valueBySchema(schema, known).map((value) => JSON.stringify(value));
}

function parameterValues(
  { parameters }: ContractOperation,
  known: KnownValues,
): fc.Arbitrary<Record<string, unknown>> {
  const values = parameters.map(({ name, schema }) => [name, known(name) ?? valueBySchema(schema, known)]);
  const requiredKeys = parameters.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys });
}

/** Path and query of a call. */
export function addressOf({ path, parameters }: ContractOperation, { values }: ContractCall): string {
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    if (place === 'query' && values[name] !== undefined) query.append(name, String(values[name]));
  }
  return `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathStep(values[name]))}?${query}`;
}

/** A step that is empty or made of dots would be another address. */
function pathStep(value: unknown): string {
  const text = String(value).replaceAll(/\p{Surrogate}/gu, '?');
  return /^\.{0,2}$/.test(text) ? 'x' : encodeURIComponent(text);
}

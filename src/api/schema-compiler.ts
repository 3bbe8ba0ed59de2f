import { Ajv, type Options } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';

const options: Options = { allErrors: false, useDefaults: true, strict: true, allowUnionTypes: true };

/**
 * What is in an address or a header is always text and is converted to the schema's type; JSON has types of its own
 * and is taken at its word. The first violation is reported; unknown names are ignored.
 */
export function createSchemaCompiler(): FastifySchemaCompiler<object> {
  const coercing = new Ajv({ ...options, coerceTypes: true });
  const exact = new Ajv(options);
  return ({ schema, httpPart }) => (httpPart === 'body' ? exact : coercing).compile(schema);
}

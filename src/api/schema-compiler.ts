import { Ajv, type Options, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { FastifyValidationResult } from 'fastify/types/schema.js';

const options: Options = {
  allErrors: false,
  useDefaults: true,
  strict: true,
  allowUnionTypes: true,
  // Words for the OpenAPI document.
  keywords: ['x-description-zh'],
};

/**
 * What is in an address or a header is always text and is converted to the schema's type; JSON has types of its own
 * and is taken at its word. The first violation is reported; unknown names are ignored.
 *
 * A schema is compiled when its first request comes: a server that starts has dozens and needs none of them to be ready.
 */
export function createSchemaCompiler(): FastifySchemaCompiler<object> {
  const coercing = new Ajv({ ...options, coerceTypes: true });
  const exact = new Ajv(options);
  return ({ schema, httpPart }) => compileOnFirstUse(httpPart === 'body' ? exact : coercing, schema);
}

function compileOnFirstUse(ajv: Ajv, schema: object): FastifyValidationResult {
  let compiled: ValidateFunction | undefined;
  const validate: FastifyValidationResult = (data) => {
    compiled ??= ajv.compile(schema);
    const isValid = compiled(data);
    validate.errors = compiled.errors ?? null;
    return isValid;
  };
  return validate;
}

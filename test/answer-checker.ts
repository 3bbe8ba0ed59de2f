import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ContractOperation } from './contract-operation.ts';
import type { Schema } from './value-by-schema.ts';

/** Holds answers against the OpenAPI document: declared status, declared shape, and no field besides. */
export class AnswerChecker {
  readonly #ajv = new Ajv2020({ strict: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor({
    components,
  }: { readonly components: { readonly schemas: Readonly<Record<string, Schema>> } }) {
    for (const [name, schema] of Object.entries(components.schemas)) {
      this.#ajv.addSchema(closed(schema), `#/components/schemas/${name}`);
    }
  }

  /** Undefined when all is well; a body that is undefined is none. */
  complaintAbout(operation: ContractOperation, status: number, body: unknown): string | undefined {
    const declared = operation.responses[status];
    if (!declared) return `status ${status} is not declared: ${JSON.stringify(body)}`;
    if (!declared.content) return body === undefined ? undefined : `a body: ${JSON.stringify(body)}`;
    const key = `${operation.method} ${operation.path} ${status}`;
    let validate = this.#compiled.get(key);
    if (!validate) {
      validate = this.#ajv.compile(closed(declared.content['application/json'].schema));
      this.#compiled.set(key, validate);
    }
    return validate(body) ? undefined : `${this.#ajv.errorsText(validate.errors)}: ${JSON.stringify(body)}`;
  }
}

/** The schema with every object closed that does not say itself whether it has more than is listed. */
function closed(schema: Schema): Schema {
  const { properties, items, anyOf, additionalProperties, $ref } = schema;
  return {
    ...schema,
    ...(anyOf && { anyOf: anyOf.map(closed) }),
    ...(items && { items: closed(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: closed(additionalProperties) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, closed(field)]),
      ),
    }),
    // Beside a reference they only narrow what it lists.
    ...(properties && additionalProperties === undefined && !$ref && { additionalProperties: false }),
  };
}

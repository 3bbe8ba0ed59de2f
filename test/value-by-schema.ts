import fc from 'fast-check';

/** The part of JSON schema that the OpenAPI document makes use of. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** What is to stand in for a field of this name, when something better than chance is known. */
export type KnownValues = (name: string) => fc.Arbitrary<unknown> | undefined;

/** Values that the schema allows. */
export function valueBySchema(schema: Schema, known: KnownValues = () => undefined): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valueBySchema(choice, known)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.type === undefined) return fc.jsonValue({ maxDepth: 2 });
  const types = [schema.type].flat();
  return fc.oneof(...types.map((type) => (byType[type] ?? anything)(schema, known)));
}

type ByType = (schema: Schema, known: KnownValues) => fc.Arbitrary<unknown>;

const anything: ByType = () => fc.jsonValue({ maxDepth: 2 });

const byType: Readonly<Record<string, ByType>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum, maximum }) =>
    fc.maxSafeInteger().map((value) => Math.min(Math.max(value, minimum ?? value), maximum ?? value)),
  number: ({ minimum = -1e9, maximum = 1e9 }) => fc.double({ min: minimum, max: maximum, noNaN: true }),
  string: stringBySchema,
  array: ({ items = {}, minItems = 0, maxItems = 5 }, known) =>
    fc.array(valueBySchema(items, known), {
      minLength: minItems,
      maxLength: Math.min(maxItems, minItems + 5),
    }),
  object: objectBySchema,
};

const longest = 64;

function stringBySchema({ pattern, minLength = 0, maxLength = longest }: Schema): fc.Arbitrary<string> {
  const length = { minLength, maxLength: Math.min(maxLength, minLength + longest) };
  const unicode = fc.string({ unit: 'binary', ...length });
  if (pattern === undefined) return unicode;
  const expression = new RegExp(pattern, 'u');
  const ascii = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF-_:.'), ...length });
  return fc.oneof(unicode, ascii).filter((text) => expression.test(text));
}

function objectBySchema(schema: Schema, known: KnownValues): fc.Arbitrary<object> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields: [string, fc.Arbitrary<unknown>][] = Object.entries(properties).map(([name, field]) => [
    name,
    known(name) ?? valueBySchema(field, known),
  ]);
  const object = fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
  if (typeof additionalProperties !== 'object') return object;
  const others = fc.dictionary(fc.string({ maxLength: 20 }), valueBySchema(additionalProperties, known), {
    maxKeys: 3,
  });
  return fc.tuple(others, object).map(([other, own]) => ({ ...other, ...own }));
}

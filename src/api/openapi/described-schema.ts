import { fieldGuide } from './field-guide.ts';

/** A JSON schema as it goes into the document. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
}

/** The schema with the field guide's words and examples wherever it says nothing of its own. */
export function describedSchema(schema: object): JsonSchema {
  // What the schema library keeps besides is no part of JSON.
  return describe(JSON.parse(JSON.stringify(schema)) as JsonSchema);
}

function describe(schema: JsonSchema): JsonSchema {
  const described: Record<string, unknown> = { ...typeOfChoices(schema), ...schema };
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties') described[keyword] = describeFields(value as Record<string, JsonSchema>);
    else if (Array.isArray(value) && /^(all|any|one)Of$/.test(keyword))
      described[keyword] = value.map(describe);
    else if (keyword === 'items' || keyword === 'additionalProperties')
      described[keyword] = describeMember(value);
  }
  return described;
}

/** A choice among texts is a text: the schema library leaves that out. */
function typeOfChoices({ enum: choices }: JsonSchema): JsonSchema {
  const areTexts = Array.isArray(choices) && choices.every((choice) => typeof choice === 'string');
  return areTexts ? { type: 'string' } : {};
}

/** `additionalProperties` may be a mere yes or no. */
function describeMember(value: unknown): unknown {
  return typeof value === 'object' ? describe(value as JsonSchema) : value;
}

function describeFields(fields: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [name, { ...guideTo(name, schema), ...describe(schema) }]),
  );
}

function guideTo(name: string, schema: JsonSchema): JsonSchema {
  const field = Object.hasOwn(fieldGuide, name) ? fieldGuide[name] : undefined;
  if (!field) return {};
  const { en, zh, example } = field;
  const words = 'description' in schema ? {} : { description: en, 'x-description-zh': zh };
  return example === undefined ? words : { ...words, examples: [example] };
}

/** What to try: the schema's own example, or one made of those of its required members, or of all when none is. */
export function exampleOf({ examples, properties = {}, required }: JsonSchema): unknown {
  if (examples) return examples[0];
  const names = required ?? Object.keys(properties);
  return Object.fromEntries(names.map((name) => [name, properties[name]?.examples?.[0] ?? '']));
}

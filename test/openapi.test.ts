import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, expect, test } from 'vitest';
import { type AppApiOptions, createAppApi } from '../src/api/app/app-api.ts';
import { createEnterpriseApi, type EnterpriseApiOptions } from '../src/api/enterprise/enterprise-api.ts';
import { createHttpApp } from '../src/api/http-app.ts';
import { registerOpenApi } from '../src/api/openapi/register-open-api.ts';

type Json = Record<string, unknown>;

let text: string;
let document: Json;

beforeAll(async () => {
  const app = createHttpApp({ checkReady: async () => {} });
  registerOpenApi(app);
  // What endpoints work with is not asked for before somebody calls them.
  app.register(createEnterpriseApi({ clock: () => 0 } as EnterpriseApiOptions));
  app.register(createAppApi({ clock: () => 0 } as AppApiOptions));
  text = (await app.inject('/openapi.json')).body;
  document = JSON.parse(text);
  await app.close();
});

function operations(): Json[] {
  return Object.values(document.paths as Json).flatMap((methods) => Object.values(methods as Json) as Json[]);
}

/** Every object inside, itself included. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Json;
  for (const member of Object.values(value)) yield* objectsIn(member);
}

test('the OpenAPI document is the one in test/golden/openapi.json; `npm run openapi` renews that', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('golden/openapi.json');
});

test('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(text))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('every operation id is there once', () => {
  const ids = operations().map(({ operationId }) => operationId);
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every parameter is described in both languages', () => {
  const parameters = operations().flatMap(({ parameters }) => parameters as Json[]);
  const undescribed = parameters.filter(
    (parameter) => !parameter.description || !parameter['x-description-zh'],
  );
  expect(new Set(undescribed.map(({ name }) => name))).toEqual(new Set());
});

test('what the schema library keeps for itself does not get out', () => {
  const keywords = [...objectsIn(document)].flatMap(Object.keys);
  expect(keywords.filter((keyword) => keyword.startsWith('~'))).toEqual([]);
});

import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, expect, test } from 'vitest';
import { type AdminApiOptions, registerAdminApi } from '../src/api/admin/admin-api.ts';
import { type ConsoleApiOptions, registerConsoleApi } from '../src/api/console/console-api.ts';
import { createHttpApp } from '../src/api/http-app.ts';
import { registerManagementDocument } from '../src/api/openapi/register-management-document.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, object>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let document: Document;

beforeAll(async () => {
  const app = createHttpApp({ checkReady: async () => {} });
  registerManagementDocument(app);
  // What endpoints work with is not asked for before somebody calls them.
  registerAdminApi(app, { clock: () => 0, adminToken: '', throttles: {} } as AdminApiOptions);
  registerConsoleApi(app, { clock: () => 0, adminToken: '', throttles: {} } as ConsoleApiOptions);
  await app.ready();
  document = (await app.inject('/console/v1/openapi.json')).json();
  await app.close();
});

test('the document is the one in test/golden/management-openapi.json; `npm run openapi` renews that', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
    'golden/management-openapi.json',
  );
});

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...document })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('every operation has an id of its own and says what it answers', () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  expect(operations.length).toBeGreaterThan(25);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { responses } of operations) expect(Object.keys(responses)).toHaveLength(2);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from './source-tree.ts';

const page = readFileSync(join(projectFolder, 'docs/enterprise-api.md'), 'utf8');
const { paths } = JSON.parse(readFileSync(join(projectFolder, 'test/golden/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
};

test('the page of endpoints has all operations of the OpenAPI document below /v1, and no others', () => {
  const described = [...page.matchAll(/^\| `([A-Z]+) (\S+)` \|/gm)].map(
    ([, method, path]) => `${method} ${path!.replace(/^P\//, '/v1/products/{product_key}/')}`,
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((name) => ['get', 'post', 'put', 'delete'].includes(name) && path.startsWith('/v1/'))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.toSorted()).toEqual(operations.toSorted());
});

// Makes src/generated/*.ts of our OpenAPI documents: the console knows the API by its own description of itself.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openApiTs, { astToString } from 'openapi-typescript';

const documents = { enterprise: 'openapi.json', management: 'management-openapi.json' };
const golden = join(import.meta.dirname, '..', 'test', 'golden');
const generated = join(import.meta.dirname, 'src', 'generated');

mkdirSync(generated, { recursive: true });
for (const [name, file] of Object.entries(documents)) {
  const document = JSON.parse(readFileSync(join(golden, file), 'utf8'));
  writeFileSync(join(generated, `${name}-api.ts`), astToString(await openApiTs(document)));
}

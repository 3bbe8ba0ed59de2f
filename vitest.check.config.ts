import { defineConfig } from 'vitest/config';

/** Tests that only read the project's own files: part of `npm run check`, without a database. */
export default defineConfig({
  test: {
    include: [
      'test/architecture.test.ts',
      'test/console-architecture.test.ts',
      'test/console-messages.test.ts',
      'test/documents.test.ts',
      'test/mqtt-conformance/statements.test.ts',
      'test/limits.test.ts',
      'test/packaging.test.ts',
      'test/openapi.test.ts',
      'test/management-openapi.test.ts',
      'test/error-codes.test.ts',
      'test/enterprise-api-page.test.ts',
    ],
  },
});

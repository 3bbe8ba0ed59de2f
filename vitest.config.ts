import { defineConfig } from 'vitest/config';
import { WholeSystemFirst } from './test/whole-system-first.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/database-server.ts'],
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Files of one worker share what they import, which is nothing but code: loading it anew took a quarter of a run.
    isolate: false,
    sequence: { sequencer: WholeSystemFirst },
  },
});

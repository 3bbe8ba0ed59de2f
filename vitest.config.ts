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
    // One more than the cores of the smallest machine: whole-system tests wait for disks and timers a third of their time.
    maxWorkers: 3,
    // Files of one worker share what they import, which is nothing but code: loading it anew took a quarter of a run.
    isolate: false,
    sequence: { sequencer: WholeSystemFirst },
  },
});

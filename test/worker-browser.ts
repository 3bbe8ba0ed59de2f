import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import { startHeadlessBrowser } from './headless-browser.ts';

/** A browser of a test file's own, unpacked once by each worker of a run. */
export function startWorkerBrowser(): Promise<Browser> {
  return startHeadlessBrowser(join(inject('runFolder'), `browser-${process.pid}`));
}

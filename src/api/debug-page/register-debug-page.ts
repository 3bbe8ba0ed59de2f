import type { HttpApp } from '../http-face.ts';
import { sendPageFile } from '../page-file.ts';
import { pageFiles } from './page-files.ts';

/**
 * `/docs`: the debug page (contract.md §6), public like `/healthz`, for it holds no data. Its files are read when they
 * are asked for.
 */
export function registerDebugPage(app: HttpApp): void {
  for (const [url, path] of pageFiles()) {
    app.get(url, (request, reply) => sendPageFile({ path }, { request, reply, styles: "'self'" }));
  }
}

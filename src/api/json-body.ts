import { QiyunError } from '../model/errors.ts';
import type { HttpApp } from './http-face.ts';

/**
 * Bodies below this plugin are JSON whatever their Content-Type says, or whether it says anything: live programs post
 * JSON as a form (contract.md §2). No body at all reads as undefined, so that a route without one needs nothing.
 */
export function acceptJsonBodies(app: HttpApp): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) =>
    body === '' ? undefined : parseJson(body),
  );
  app.addHook('onRequest', async ({ raw }) => {
    // Fastify refuses a Content-Type that it cannot parse before it asks any parser.
    if (raw.headers['content-type'] !== undefined) raw.headers['content-type'] = 'application/json';
  });
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined && request.routeOptions.schema?.body !== undefined) {
      throw new QiyunError('5001', { detail: 'the body is empty' });
    }
  });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new QiyunError('5001', { detail: 'the body is not valid JSON' });
  }
}

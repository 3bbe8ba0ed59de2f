import type { FastifyInstance } from 'fastify';
import { invalidField } from '../../model/errors.ts';

export const formType = 'application/x-www-form-urlencoded';

const bodyBytesMax = 1024;

/** Bodies below this plugin are forms, whatever their Content-Type says and whether it says anything. */
export function acceptForms(app: FastifyInstance): void {
  acceptTexts(app, (body) => new URLSearchParams(body));
}

/** The same for bodies that are something else, or have to stay as they came. */
export function acceptTexts(app: FastifyInstance, read: (body: string) => unknown): void {
  app.removeAllContentTypeParsers();
  app.addHook('onRequest', async ({ raw }) => {
    // Fastify refuses a Content-Type that it cannot parse before it asks any parser.
    if (raw.headers['content-type'] !== undefined) raw.headers['content-type'] = formType;
  });
  app.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: bodyBytesMax },
    async (_request: unknown, body: string) => read(body),
  );
}

/**
 * One field of a form body, by default anything but nothing.
 *
 * @throws QiyunError 5002 when it is missing or does not match the pattern
 */
export function formField(body: unknown, name: string, pattern = '.'): string {
  const value = body instanceof URLSearchParams ? body.get(name) : null;
  if (value === null) throw invalidField(name, 'missing');
  if (!new RegExp(pattern).test(value)) throw invalidField(name, 'not well-formed');
  return value;
}

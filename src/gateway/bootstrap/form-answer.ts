import type { FastifyReply } from 'fastify';
import { formType } from './form-body.ts';

export interface FormAnswer {
  readonly status: number;
  /** A form; well under 600 bytes. */
  readonly body: string;
  readonly retryAfterS?: number | undefined;
}

/**
 * Sends the whole answer in one write. Modules read status line, headers and body with a single recv of 1023 bytes,
 * each on a connection of its own, and search all of it for `did=`, `host=` and `port=` (device-cloud.md §4.2): so
 * there are few headers, and none that the server around adds.
 */
export function answerForm(reply: FastifyReply, { status, body, retryAfterS }: FormAnswer): void {
  reply.hijack();
  reply.raw.writeHead(status, {
    'Content-Type': formType,
    'Content-Length': Buffer.byteLength(body),
    ...(retryAfterS !== undefined && { 'Retry-After': retryAfterS }),
    Connection: 'close',
  });
  reply.raw.end(body);
}

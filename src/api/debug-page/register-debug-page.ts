import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from '../http-face.ts';
import { pageFiles } from './page-files.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const headers = {
  // Everything is ours, and nobody may put a frame around a page into which secrets are typed.
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
  vary: 'accept-encoding',
};

/**
 * `/docs`: the debug page (contract.md §6), public like `/healthz`, for it holds no data. Its files are read when they
 * are asked for.
 */
export function registerDebugPage(app: HttpApp): void {
  for (const [url, file] of pageFiles()) {
    app.get(url, (request, reply) => sendFile(file, request, reply));
  }
  // Until there is more to see at the root.
  app.get('/', async (_request, reply) => reply.redirect('/docs'));
}

async function sendFile(file: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { mtimeMs, size } = await stat(file);
  const etag = `"${Math.floor(mtimeMs).toString(36)}-${size.toString(36)}"`;
  reply.headers({ ...headers, etag });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  reply.type(contentTypes[extname(file)]!);
  const content = createReadStream(file);
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(content);
  // An error on the way ends both ends; what has been sent by then cannot be taken back.
  return reply.header('content-encoding', 'gzip').send(pipeline(content, createGzip(), () => {}));
}

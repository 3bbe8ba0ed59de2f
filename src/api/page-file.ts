import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A file of a page, as it is on the disk and as it goes to browsers. */
export interface PageFile {
  readonly path: string;
  /** Whether `<path>.br` and `<path>.gz` lie beside it; otherwise it is compressed on the way. */
  readonly isCompressed?: boolean;
  /** Whether its name changes with its content, so that it never has to be asked for again. */
  readonly isImmutable?: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const yearS = 31_536_000;

/** Answers with the file. Its headers forbid whatever is not ours, and frames around it. @param styles of `style-src` */
export async function sendPageFile(
  { path, isCompressed = false, isImmutable = false }: PageFile,
  { request, reply, styles }: { request: FastifyRequest; reply: FastifyReply; styles: string },
): Promise<FastifyReply> {
  const { mtimeMs, size } = await stat(path);
  const etag = `"${Math.floor(mtimeMs).toString(36)}-${size.toString(36)}"`;
  reply.headers({
    ...pageHeaders(styles),
    etag,
    'cache-control': isImmutable ? `public, max-age=${yearS}, immutable` : 'no-cache',
  });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  reply.type(contentTypes[extname(path)]!);
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding =
    /\bbr\b/.test(accepted) && isCompressed ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
  if (encoding === undefined) return reply.send(createReadStream(path));
  reply.header('content-encoding', encoding);
  if (isCompressed) return reply.send(createReadStream(`${path}.${encoding === 'br' ? 'br' : 'gz'}`));
  // An error on the way ends both ends; what has been sent by then cannot be taken back.
  return reply.send(pipeline(createReadStream(path), createGzip(), () => {}));
}

function pageHeaders(styles: string): Record<string, string> {
  return {
    // Everything is ours, and nobody may put a frame around a page into which secrets are typed.
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src ${styles}`,
      "img-src 'self' data: blob:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
  };
}

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { QiyunError } from '../model/errors.ts';
import { answerOf } from './error-answer.ts';

const refusals: Readonly<Record<string, { status: number; detail: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'the headers are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'the request took too long' },
};

/** Answers, in the shape of every other error, bytes that Node could not read as an HTTP request, and hangs up. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const refusal = refusals[error.code ?? ''] ?? { status: 400, detail: 'not an HTTP request' };
  const body = JSON.stringify(answerOf(new QiyunError('5002', refusal), undefined).body);
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

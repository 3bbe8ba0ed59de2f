import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { errorTable, QiyunError } from '../../model/errors.ts';
import { answerForm } from './form-answer.ts';

/** Every refusal of /dev: `error_code=5018&error_message=…&detail=…`, with the status that the code has. */
export function answerErrorForm(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = thrown instanceof QiyunError ? thrown : asQiyunError(thrown as FastifyError, request.id);
  if (error.status >= 500) request.log.error({ err: error, requestId: request.id }, 'device request failed');
  const body = new URLSearchParams({
    error_code: error.code,
    error_message: errorTable[error.code].en,
    detail: error.detail,
  });
  answerForm(reply, { status: error.status, body: body.toString(), retryAfterS: error.retryAfterSeconds });
}

function asQiyunError(error: FastifyError, requestId: string): QiyunError {
  const { statusCode = 500, code = '', message } = error;
  // What Fastify itself refuses, such as a body that is too large.
  if (statusCode < 500 && code.startsWith('FST_'))
    return new QiyunError('5002', { status: statusCode, detail: message });
  return new QiyunError('5409', { detail: `request ${requestId}`, cause: error });
}

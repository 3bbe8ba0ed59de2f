import type { FastifyError } from 'fastify';
import { type ErrorCode, errorTable, invalidField, QiyunError } from '../model/errors.ts';
import { describeViolation } from './describe-violation.ts';
import { enterpriseErrorForm } from './enterprise-error-form.ts';
import type { ErrorForm } from './error-form.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly body: object;
}

/** What the caller is told of an error; texts in Chinese when he prefers that (contract.md §4). */
export function answerOf(
  { code: thrownCode, status, retryAfterSeconds, detail }: QiyunError,
  acceptLanguage: string | undefined,
  form: ErrorForm = enterpriseErrorForm,
): ErrorAnswer {
  const code = form.codeOf(thrownCode);
  const message = errorMessage(code, acceptLanguage);
  return { status, retryAfterSeconds, body: form.bodyOf({ code, message, detail }) };
}

/** What the code means, in the caller's language. */
export function errorMessage(code: ErrorCode, acceptLanguage: string | undefined): string {
  return errorTable[code][prefersChinese(acceptLanguage) ? 'zh' : 'en'];
}

/** Of the languages we have, the one the header ranks first; the order of the header where it ranks them alike. */
function prefersChinese(acceptLanguage = ''): boolean {
  const ranked = acceptLanguage.split(',').map((entry) => {
    const [range = '', ...parameters] = entry.trim().toLowerCase().split(';');
    const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
    return { language: range.split('-')[0], quality: Number(quality?.trim().slice(2) ?? 1) };
  });
  const known = ranked.filter(({ language, quality }) => /^(zh|en)$/.test(language ?? '') && quality > 0);
  return known.sort((a, b) => b.quality - a.quality)[0]?.language === 'zh';
}

const codesByFastifyCode: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: '5001',
  FST_ERR_CTP_EMPTY_JSON_BODY: '5001',
};

/**
 * Every error that reaches the border as one with a code. What nobody foresaw becomes a 5409 that tells the caller no
 * more than the id under which the log has the rest.
 */
export function toQiyunError(error: unknown, requestId: string): QiyunError {
  // A fault of our own may say in its detail what is nobody else's business.
  if (error instanceof QiyunError) return error.status === 500 ? unexpected(error, requestId) : error;
  const { validation, validationContext, statusCode, code, message } = error as FastifyError;
  if (validation?.[0]) return invalidField(...describeViolation(validation[0], validationContext));
  // Everything Fastify itself refuses: a body that is too large, an address it cannot decode, and so on.
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500 && code?.startsWith('FST_')) {
    return new QiyunError(codesByFastifyCode[code] ?? '5002', { status: statusCode, detail: message });
  }
  return unexpected(error, requestId);
}

function unexpected(cause: unknown, requestId: string): QiyunError {
  return new QiyunError('5409', { detail: `request ${requestId}`, cause });
}

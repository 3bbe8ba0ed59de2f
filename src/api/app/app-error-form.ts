import { Type } from 'typebox';
import type { ErrorCode } from '../../model/errors.ts';
import type { ErrorForm } from '../error-form.ts';
import { nullable } from '../nullable.ts';

/** What apps call the errors that every face may meet. */
const appCodes: Partial<Record<ErrorCode, ErrorCode>> = {
  '5001': '9015',
  '5002': '9015',
  '5305': '9042',
  '5401': '9025',
  '5402': '9029',
  '5403': '9021',
  '5409': '9008',
};

export const appErrorBody = Type.Object({
  error_code: Type.Integer(),
  error_message: Type.String(),
  detail_message: nullable(Type.String()),
});

/** Refusals of /app: the code is a number (app-open-api.md §5.3). */
export const appErrorForm: ErrorForm = {
  name: 'AppError',
  body: appErrorBody,
  codeOf: (code) => appCodes[code] ?? code,
  bodyOf: ({ code, message, detail }) => ({
    error_message: message,
    error_code: Number(code),
    detail_message: detailOf(code, detail) || null,
  }),
};

/** Clients look for these words, after which they know the data point (app-open-api.md §5.2, control). */
function detailOf(code: ErrorCode, detail: string): string {
  return code === '9025' ? `attr ${detail.split(':', 1)} invalid or read only.` : detail;
}

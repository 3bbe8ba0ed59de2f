import { Type } from 'typebox';
import type { ErrorCode } from '../../model/errors.ts';
import type { ErrorForm } from '../error-form.ts';
import { nullable } from '../nullable.ts';

/** What apps call the errors that every face may meet. */
const appCodes: Partial<Record<ErrorCode, ErrorCode>> = { '5001': '9015', '5002': '9015', '5409': '9008' };

/** Refusals of /app: the code is a number (app-open-api.md §5.3). */
export const appErrorForm: ErrorForm = {
  name: 'AppError',
  body: Type.Object({
    error_code: Type.Integer(),
    error_message: Type.String(),
    detail_message: nullable(Type.String()),
  }),
  codeOf: (code) => appCodes[code] ?? code,
  bodyOf: ({ code, message, detail }) => ({
    error_message: message,
    error_code: Number(code),
    detail_message: detail || null,
  }),
};

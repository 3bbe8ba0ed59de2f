import { Type } from 'typebox';
import type { ErrorForm } from '../error-form.ts';
import { appErrorBody, appErrorForm } from './app-error-form.ts';

/** What public clients of the newer login know its refusals by. */
const smartHomeCodes: Readonly<Record<string, string>> = { '9005': '1000000', '9020': '1000033' };

/** Refusals below /app/smart_home: the members that its clients look at, beside those of all of /app. */
export const smartHomeErrorForm: ErrorForm = {
  name: 'SmartHomeError',
  body: Type.Object({
    error: Type.Boolean(),
    code: Type.String(),
    message: Type.String(),
    ...appErrorBody.properties,
  }),
  codeOf: appErrorForm.codeOf,
  bodyOf: (error) => ({
    error: true,
    code: smartHomeCodes[error.code] ?? error.code,
    message: error.message,
    ...appErrorForm.bodyOf(error),
  }),
};

import { Type } from 'typebox';
import type { ErrorForm } from './error-form.ts';

/** The form of the Enterprise API, and of all that has no other (contract.md §4): the code is a text, as the document prints it. */
export const enterpriseErrorForm: ErrorForm = {
  name: 'Error',
  body: Type.Object({ error_code: Type.String(), error_message: Type.String(), detail: Type.String() }),
  codeOf: (code) => code,
  bodyOf: ({ code, message, detail }) => ({ error_code: code, error_message: message, detail }),
};

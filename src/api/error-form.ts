import type { TSchema } from 'typebox';
import type { ErrorCode } from '../model/errors.ts';

/** What the caller of any face is told of an error. */
export interface ToldError {
  /** The face's own, as `codeOf` has it. */
  readonly code: ErrorCode;
  /** The code's text in the caller's language. */
  readonly message: string;
  /** Which field and why; may be empty. */
  readonly detail: string;
}

/** How a face tells what it refuses. */
export interface ErrorForm {
  /** What the OpenAPI document calls `body`. */
  readonly name: string;
  readonly body: TSchema;
  /** The face's own code for an error that every face may meet. */
  codeOf(code: ErrorCode): ErrorCode;
  bodyOf(error: ToldError): { readonly error_code: string | number };
}

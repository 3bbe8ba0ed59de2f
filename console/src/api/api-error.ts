/** A refusal of the API: what it says is meant for whoever asked. */
export class ApiError extends Error {
  readonly status: number;
  /** Of the table in docs/errors.md; `network` when no answer came. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

interface RefusalBody {
  readonly error_code?: number | string;
  readonly error_message?: string;
  readonly detail?: string | null;
}

/** The refusal that an answer carries. */
export function apiErrorOf(response: Response, body: unknown): ApiError {
  const { error_code, error_message, detail } = (body ?? {}) as RefusalBody;
  const message = [error_message, detail].filter(Boolean).join(': ') || response.statusText;
  return new ApiError(response.status, String(error_code ?? response.status), message);
}

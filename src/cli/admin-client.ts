import { CliError } from './cli-error.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What the server answered of one thing. */
export type Answer = Readonly<Record<string, unknown>>;

/** A page as every list of /admin/v1 answers it. */
export interface Page<T> {
  readonly meta: { readonly total: number; readonly limit: number; readonly skip: number };
  readonly objects: readonly T[];
}

interface ErrorBody {
  readonly error_code: string;
  readonly error_message: string;
  readonly detail: string;
}

/** What to do about an error, by its code. */
const hints: Readonly<Record<string, string>> = {
  '5003': '`qiyun enterprise list` shows those there are.',
  '5009': 'Is --admin-token, QIYUN_ADMIN_TOKEN or the data folder that of this server?',
  '5010': 'Is --admin-token, QIYUN_ADMIN_TOKEN or the data folder that of this server?',
  '5013': 'Wait a little and try again.',
  '5015': '`qiyun product list` shows those there are.',
  '5016': '`qiyun app list --enterprise …` shows those there are.',
  '5017': '`qiyun user list` and `qiyun member list --enterprise …` show those there are.',
  '5301': '`qiyun device list --product …` shows those there are.',
  '5305': 'Try again when it is online.',
  '5409': 'Look into the log of the server.',
};

/** A path of /admin/v1 with its values escaped: path`/products/${key}`. */
export function path(texts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: texts }, ...values.map((value) => encodeURIComponent(value)));
}

/** Calls /admin/v1. Every method answers the body of success and throws a CliError for anything else. */
export class AdminClient {
  readonly #server: string;
  readonly #token: string;

  constructor(server: string, token: string) {
    if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
      throw new CliError(`"${server}" is not an address such as http://127.0.0.1:8080.`);
    }
    this.#server = server.replace(/\/+$/, '');
    this.#token = token;
  }

  get<T>(path: string): Promise<T> {
    return this.#call('GET', path);
  }

  post<T>(path: string, body?: object): Promise<T> {
    return this.#call('POST', path, body);
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.#call('PATCH', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.#call('DELETE', path);
  }

  async #call<T>(method: Method, path: string, body?: object): Promise<T> {
    const response = await this.#fetch(method, path, body);
    const answer = (await response.json().catch(() => undefined)) as T | ErrorBody | undefined;
    if (typeof answer !== 'object' || answer === null || (!response.ok && !('error_code' in answer))) {
      throw new CliError(
        `${this.#server} answered HTTP ${response.status}: that is no Qiyun server. Check --server.`,
      );
    }
    if (!response.ok) throw refusal(response.status, answer as ErrorBody);
    return answer as T;
  }

  async #fetch(method: Method, path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    try {
      return await fetch(`${this.#server}/admin/v1${path}`, init);
    } catch (error) {
      const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      throw new CliError(
        `${this.#server} cannot be reached (${code ?? message}). Start the server, or name another one with --server.`,
      );
    }
  }
}

function refusal(status: number, { error_code, error_message, detail }: ErrorBody): CliError {
  const sentence = `The server refused: ${error_message}${detail && `, ${detail}`} (${error_code}).`;
  // 501 is no fault and not in the log: the detail says it all.
  const hint = status === 501 ? undefined : hints[error_code];
  return new CliError(hint ? `${sentence} ${hint}` : sentence);
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** The server's error answer (contract.md §4). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, body: { error_code: string; error_message: string; detail: string }) {
    super(`${status} ${body.error_code} ${body.error_message}: ${body.detail}`);
    this.status = status;
    this.code = body.error_code;
  }
}

export interface ApiClientOptions {
  /** May have another port after a restart. */
  readonly server: { readonly httpPort: number };
  /** What all paths begin with. */
  readonly prefix: string;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls one face of the HTTP port, as a program of the customer's would. */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  /** Resolves to the answer whatever its status. */
  async call(method: Method, path: string, body?: unknown) {
    const { server, prefix, authorization, headers } = this.#options;
    const response = await fetch(`http://127.0.0.1:${server.httpPort}${prefix}${path}`, {
      method,
      headers: {
        ...headers,
        // A connection kept from before a restart would be a broken one.
        connection: 'close',
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = JSON.parse(await response.text());
    return { status: response.status, headers: response.headers, body: answer };
  }

  /** @throws ApiError for any answer but success */
  async success(method: Method, path: string, body?: unknown) {
    const answer = await this.call(method, path, body);
    if (answer.status >= 300) throw new ApiError(answer.status, answer.body);
    return answer.body;
  }

  get(path: string) {
    return this.success('GET', path);
  }

  post(path: string, body?: unknown) {
    return this.success('POST', path, body);
  }

  patch(path: string, body: unknown) {
    return this.success('PATCH', path, body);
  }

  /** All objects of a list, page by page as its own links lead on. */
  async everyPage(path: string) {
    const objects = [];
    for (let next: string | null = path; next !== null; ) {
      const { body, status } = await this.call('GET', next);
      if (status !== 200) throw new ApiError(status, body);
      objects.push(...body.objects);
      next = body.meta.next === null ? null : body.meta.next.slice(this.#options.prefix.length);
    }
    return objects;
  }
}

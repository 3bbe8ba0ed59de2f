import { type ApiClient, ApiError, type Method } from './api-client.ts';

/** Calls /v1, and sees that no answer leaves the enterprise as many calls as another one did: each has used one up. */
export class WatchedQuota {
  /** What answers told that is left, in one of the hours: twice. */
  readonly givenBack: string[] = [];
  readonly #api: ApiClient;
  readonly #remaining = new Set<string>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  get answered(): number {
    return this.#remaining.size;
  }

  /** @throws when the answer is no success */
  async success(method: Method, path: string, body?: unknown) {
    const { status, headers, body: answer } = await this.#api.call(method, path, body);
    if (status >= 300) throw new ApiError(status, answer);
    const remaining = `${headers.get('x-ratelimit-remaining')} until ${headers.get('x-ratelimit-reset')}`;
    if (this.#remaining.has(remaining)) this.givenBack.push(remaining);
    this.#remaining.add(remaining);
    return answer;
  }
}

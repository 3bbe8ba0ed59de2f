import createClient, { type Middleware } from 'openapi-fetch';
import type { paths as EnterprisePaths } from '../generated/enterprise-api.ts';
import type { paths as ManagementPaths } from '../generated/management-api.ts';
import { ApiError, apiErrorOf } from './api-error.ts';

/** Shows that a page of ours sent the request: other sites may not set it (docs/decisions/0018). */
const proofOfOrigin = { 'X-Qiyun-Console': '1' };

const refusalsAreThrown: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return;
    const body = await response.json().catch(() => undefined);
    throw apiErrorOf(response, body);
  },
  onError({ error }) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === 'AbortError')) return;
    return new ApiError(0, 'network', String(error));
  },
};

/** /v1, on behalf of the enterprise that the session or the product belongs to. */
export const enterpriseApi = createClient<EnterprisePaths>({ headers: proofOfOrigin });

/** /admin/v1 and /console/v1. */
export const managementApi = createClient<ManagementPaths>({ headers: proofOfOrigin });

enterpriseApi.use(refusalsAreThrown);
managementApi.use(refusalsAreThrown);

/**
 * What a call answered: `await answerOf(managementApi.GET('/console/v1/session'))`.
 * @throws ApiError for a refusal
 */
export async function answerOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';

const enterprisePath = '/admin/v1/enterprises/{enterprise_id}';
const callsPath = '/console/v1/enterprises/{enterprise_id}/api_calls';

export type EnterpriseChange = NonNullable<
  paths[typeof enterprisePath]['patch']['requestBody']
>['content']['application/json'];
export type ApiCall =
  paths[typeof callsPath]['get']['responses'][200]['content']['application/json']['calls'][number];

const pathOf = (enterprise_id: string) => ({ params: { path: { enterprise_id } } });

export function useUpdateEnterprise(enterpriseId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: EnterpriseChange) =>
      answerOf(managementApi.PATCH(enterprisePath, { ...pathOf(enterpriseId), body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['enterprises'] }),
  });
}

export function useRotateEnterpriseSecret(enterpriseId: string) {
  return useMutation({
    mutationFn: () =>
      answerOf(
        managementApi.POST('/admin/v1/enterprises/{enterprise_id}/rotate_secret', pathOf(enterpriseId)),
      ),
  });
}

export function useCreateEnterprise() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => answerOf(managementApi.POST('/admin/v1/enterprises', { body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['enterprises'] }),
  });
}

export function useDeleteEnterprise() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (enterpriseId: string) =>
      answerOf(managementApi.DELETE(enterprisePath, pathOf(enterpriseId))),
    onSuccess: () =>
      Promise.all(['enterprises', 'products'].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

const quotaRefreshMs = 10_000;

/** Calls of the last so many seconds, and the present hour of the quota. */
export function useQuotaUse(enterpriseId: string, periodS: number) {
  return useQuery({
    queryKey: ['quota-use', { enterpriseId, periodS }],
    queryFn: () => {
      const query = { start_time: Math.floor(Date.now() / 1000) - periodS };
      return answerOf(
        managementApi.GET('/console/v1/enterprises/{enterprise_id}/quota_use', {
          params: { path: { enterprise_id: enterpriseId }, query },
        }),
      );
    },
    refetchInterval: quotaRefreshMs,
    placeholderData: keepPreviousData,
  });
}

const callsRefreshMs = 3_000;

/** The latest calls, renewed while nothing older was asked for. */
export function useApiCalls(enterpriseId: string, isErrorsOnly: boolean) {
  return useInfiniteQuery({
    queryKey: ['api-calls', { enterpriseId, isErrorsOnly }],
    queryFn: ({ pageParam }) => {
      const query = { only_errors: isErrorsOnly, ...(pageParam && { before: pageParam }) };
      return answerOf(
        managementApi.GET(callsPath, { params: { path: { enterprise_id: enterpriseId }, query } }),
      );
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : callsRefreshMs),
    placeholderData: keepPreviousData,
  });
}

/** A token of the enterprise API that is good for a product. */
export function useIssueToken() {
  return useMutation({
    mutationFn: (product_key: string) =>
      answerOf(
        managementApi.POST('/console/v1/products/{product_key}/access_token', {
          params: { path: { product_key } },
        }),
      ),
  });
}

import { queryOptions } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';
import type { Scope } from '../../scope/scope.ts';

/** What of the scope the server is asked for. */
export interface Asked {
  readonly product_key?: string;
  readonly enterprise_id?: string;
}

export function askedOf({ product, enterpriseId }: Scope): Asked {
  if (product) return { product_key: product.product_key };
  return enterpriseId ? { enterprise_id: enterpriseId } : {};
}

export const overviewQuery = (asked: Asked, days: number) =>
  queryOptions({
    queryKey: ['overview', asked, days],
    queryFn: () =>
      answerOf(managementApi.GET('/console/v1/overview', { params: { query: { ...asked, days } } })),
    refetchInterval: 30_000,
    placeholderData: (before) => before,
  });

export const liveQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ['live', asked],
    queryFn: () => answerOf(managementApi.GET('/console/v1/live', { params: { query: asked } })),
    refetchInterval: 3_000,
  });

export const placesQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ['places', asked],
    queryFn: () => answerOf(managementApi.GET('/console/v1/locations', { params: { query: asked } })),
    refetchInterval: 60_000,
  });

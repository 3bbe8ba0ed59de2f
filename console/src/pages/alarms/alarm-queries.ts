import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';
import { type AlarmFilters, spanOf } from './alarm-filters.ts';

type Alarms =
  paths['/console/v1/products/{product_key}/alarms']['get']['responses'][200]['content']['application/json'];
type Counts =
  paths['/console/v1/products/{product_key}/alarms/counts']['get']['responses'][200]['content']['application/json'];

export type Alarm = Alarms['alarms'][number];
export type PointCount = Counts['points'][number];

const freshMs = 15_000;

interface Page {
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: string | undefined;
}

export function askAlarms(productKey: string, filters: AlarmFilters, { limit, before }: Page) {
  const { kind, state, attr, did } = filters;
  return answerOf(
    managementApi.GET('/console/v1/products/{product_key}/alarms', {
      params: {
        path: { product_key: productKey },
        query: {
          ...spanOf(filters),
          ...(kind && { kind }),
          ...(state && { state }),
          ...(attr && { attr }),
          ...(did && { did }),
          ...(before && { before }),
          limit,
        },
      },
    }),
  );
}

const rowsOfPage = 50;

/** The newest first; the first page is looked at again from time to time. */
export const alarmsQuery = (productKey: string, filters: AlarmFilters) =>
  infiniteQueryOptions({
    queryKey: ['alarms', productKey, filters],
    queryFn: ({ pageParam }) => askAlarms(productKey, filters, { limit: rowsOfPage, before: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? freshMs : false),
  });

export const countsQuery = (productKey: string, filters: AlarmFilters) => {
  const { period, from, to } = filters;
  return queryOptions({
    queryKey: ['alarm-counts', productKey, period, from, to],
    queryFn: () =>
      answerOf(
        managementApi.GET('/console/v1/products/{product_key}/alarms/counts', {
          params: { path: { product_key: productKey }, query: spanOf(filters) },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: freshMs,
  });
};

const devicesShown = 20;

/** Devices whose did or mac begins like this. */
export const devicesQuery = (productKey: string, begin: string) =>
  queryOptions({
    queryKey: ['devices-beginning', productKey, begin],
    queryFn: () =>
      answerOf(
        managementApi.GET('/console/v1/products/{product_key}/devices', {
          params: {
            path: { product_key: productKey },
            query: { ...(begin && { q: begin }), show_disabled: 1, limit: devicesShown },
          },
        }),
      ),
    select: ({ objects }) => objects,
    placeholderData: keepPreviousData,
  });

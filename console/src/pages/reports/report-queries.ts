import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, enterpriseApi, managementApi } from '../../api/api-client.ts';
import { readPlaces } from './place.ts';
import type { Report, ReportCall } from './report.ts';

export const reportQuery = (report: Report, call: ReportCall) =>
  queryOptions({
    queryKey: ['report', report.name, call],
    queryFn: () => report.ask(call),
    placeholderData: keepPreviousData,
  });

/** The places that have devices. */
export const placesQuery = (productKey: string) =>
  queryOptions({
    queryKey: ['report-places', productKey],
    queryFn: () =>
      answerOf(
        enterpriseApi.GET('/v1/products/{product_key}/devices/locations', {
          params: { path: { product_key: productKey } },
        }),
      ),
    select: ({ location }) => readPlaces(location),
  });

export const appsQuery = (enterpriseId: string) =>
  queryOptions({
    queryKey: ['apps', enterpriseId],
    queryFn: () =>
      answerOf(
        managementApi.GET('/admin/v1/enterprises/{enterprise_id}/apps', {
          params: { path: { enterprise_id: enterpriseId }, query: { limit: 1000 } },
        }),
      ),
    select: ({ objects }) => objects,
  });

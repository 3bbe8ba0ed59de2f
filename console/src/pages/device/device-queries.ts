import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { answerOf, enterpriseApi, managementApi } from '../../api/api-client.ts';
import type { paths as EnterprisePaths } from '../../generated/enterprise-api.ts';
import type { paths } from '../../generated/management-api.ts';
import { type DataPoint, dataPointsOf } from './data-point.ts';

/** Which device, and of which product. */
export interface DevicePath {
  readonly product_key: string;
  readonly did: string;
}

/** From a second since the epoch until before another one. */
export interface Span {
  readonly start_time: number;
  readonly end_time: number;
}

type DevicesPath = '/console/v1/products/{product_key}/devices/{did}';
type Ok<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } };
}
  ? Answer
  : never;

export type Device = Ok<'/admin/v1/devices/{did}'>;
export type Presence = Ok<`${DevicesPath}/presence`>;
export type PresenceEvent = Presence['events'][number];
export type Series = Ok<`${DevicesPath}/series`>;
export type PointSeries = Series['series'][number];
export type Frame = Ok<`${DevicesPath}/frames`>['frames'][number];
export type Alarm = Ok<'/console/v1/products/{product_key}/alarms'>['alarms'][number];
export type BoundUser =
  EnterprisePaths['/v1/products/{product_key}/users/search']['get']['responses'][200]['content']['application/json']['objects'][number];

export type DeviceChange = NonNullable<
  paths['/admin/v1/devices/{did}']['patch']['requestBody']
>['content']['application/json'];

const pageLength = 50;
const mostUsers = 200;

export const deviceQuery = (did: string) =>
  queryOptions({
    queryKey: ['device', did],
    queryFn: () => answerOf(managementApi.GET('/admin/v1/devices/{did}', { params: { path: { did } } })),
    refetchInterval: 30_000,
  });

/** The data points of a product, in the order of its definition; none when it has no definition yet. */
export const dataPointsQuery = (product_key: string, isDefined: boolean) =>
  queryOptions({
    queryKey: ['data-points', product_key, isDefined],
    queryFn: async (): Promise<readonly DataPoint[]> => {
      if (!isDefined) return [];
      const path = { product_key };
      return dataPointsOf(
        await answerOf(enterpriseApi.GET('/v1/products/{product_key}/datapoint', { params: { path } })),
      );
    },
    staleTime: 60_000,
  });

export const presenceQuery = ({ product_key, did }: DevicePath, span: Span) =>
  queryOptions({
    queryKey: ['device-presence', product_key, did, span],
    queryFn: () =>
      answerOf(
        managementApi.GET('/console/v1/products/{product_key}/devices/{did}/presence', {
          params: { path: { product_key, did }, query: span },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const seriesQuery = (
  { product_key, did }: DevicePath,
  { names, ...span }: Span & { names: readonly string[] },
) =>
  queryOptions({
    queryKey: ['device-series', product_key, did, span, names],
    queryFn: ({ signal }) =>
      answerOf(
        managementApi.GET('/console/v1/products/{product_key}/devices/{did}/series', {
          params: { path: { product_key, did }, query: { ...span, names: names.join(',') } },
          signal,
        }),
      ),
    enabled: names.length > 0,
    placeholderData: keepPreviousData,
  });

export const framesQuery = (
  { product_key, did }: DevicePath,
  { kind, ...span }: Span & { kind: Frame['kind'] | '' },
) =>
  infiniteQueryOptions({
    queryKey: ['device-frames', product_key, did, span, kind],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answerOf(
        managementApi.GET('/console/v1/products/{product_key}/devices/{did}/frames', {
          params: {
            path: { product_key, did },
            query: {
              ...span,
              ...(kind && { kind }),
              ...(pageParam && { before: pageParam }),
              limit: pageLength,
            },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });

export interface AlarmFilter {
  readonly kind: Alarm['kind'] | '';
  readonly state: 'open' | 'all';
}

export const deviceAlarmsQuery = ({ product_key, did }: DevicePath, { kind, state }: AlarmFilter) =>
  infiniteQueryOptions({
    queryKey: ['device-alarms', product_key, did, kind, state],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answerOf(
        managementApi.GET('/console/v1/products/{product_key}/alarms', {
          params: {
            path: { product_key },
            query: {
              did,
              state,
              ...(kind && { kind }),
              ...(pageParam && { before: pageParam }),
              limit: pageLength,
            },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const boundUsersQuery = ({ product_key, did }: DevicePath) =>
  queryOptions({
    queryKey: ['device-users', product_key, did],
    queryFn: () =>
      answerOf(
        enterpriseApi.GET('/v1/products/{product_key}/users/search', {
          params: { path: { product_key }, query: { type: 'did', val: did, limit: mostUsers } },
        }),
      ),
  });

export const groupsQuery = (product_key: string) =>
  queryOptions({
    queryKey: ['device-groups', product_key],
    queryFn: () =>
      answerOf(
        managementApi.GET('/console/v1/products/{product_key}/device_groups', {
          params: { path: { product_key } },
        }),
      ),
    select: ({ groups }) => groups,
  });

export function useUpdateDevice(did: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: DeviceChange) =>
      answerOf(managementApi.PATCH('/admin/v1/devices/{did}', { params: { path: { did } }, body })),
    onSuccess: (device) => {
      queries.setQueryData(deviceQuery(did).queryKey, device);
      return queries.invalidateQueries({ queryKey: ['devices'] });
    },
  });
}

export function useEraseDevice(did: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answerOf(managementApi.DELETE('/admin/v1/devices/{did}', { params: { path: { did } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['devices'] }),
  });
}

/** Puts the device into a group, or out of the one it is in: null. */
export function useMoveDevice({ did, mac, product_key, gid: present }: Device) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (gid: string | null) => {
      const target = gid ?? present;
      if (target === null) return;
      await answerOf(
        enterpriseApi.PUT('/v1/products/{product_key}/device_groups/{gid}', {
          params: { path: { product_key, gid: target } },
          body: { action: gid === null ? 'unassign' : 'assign', reassign: true, macs: [mac] },
        }),
      );
    },
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: deviceQuery(did).queryKey }),
        queries.invalidateQueries({ queryKey: ['device-groups', product_key] }),
        queries.invalidateQueries({ queryKey: ['devices'] }),
      ]),
  });
}

/** Ends the binding of a user. Any app of the enterprise may say so. */
export function useUnbind(path: DevicePath, enterprise_id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (uid: string) => {
      const { objects } = await answerOf(
        managementApi.GET('/admin/v1/enterprises/{enterprise_id}/apps', {
          params: { path: { enterprise_id }, query: { limit: 1 } },
        }),
      );
      const { product_key, did } = path;
      await answerOf(
        enterpriseApi.DELETE('/v1/products/{product_key}/devices/bindings', {
          params: { path: { product_key } },
          body: { uid, appid: objects[0]?.appid ?? '', dids: [did] },
        }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: boundUsersQuery(path).queryKey }),
  });
}

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, enterpriseApi, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';
import type { DeviceQuery } from './device-filter.ts';

export type ListedDevice =
  paths['/console/v1/products/{product_key}/devices']['get']['responses'][200]['content']['application/json']['objects'][number];

const refreshMs = 5_000;
/** So many at once of one call each. */
const callsAtOnce = 8;
/** Macs of one call. */
const macsMax = 1_000;

export const devicesQuery = (product_key: string, query: DeviceQuery) =>
  queryOptions({
    queryKey: ['devices', product_key, query],
    queryFn: ({ signal }) =>
      answerOf(
        managementApi.GET('/console/v1/products/{product_key}/devices', {
          params: { path: { product_key }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

interface Disabling {
  readonly dids: readonly string[];
  readonly is_disabled: boolean;
}

export function useDisableDevices() {
  const changed = useDevicesChanged();
  return useMutation({
    mutationFn: ({ dids, is_disabled }: Disabling) =>
      inTurns(dids, (did) =>
        answerOf(
          managementApi.PATCH('/admin/v1/devices/{did}', {
            params: { path: { did } },
            body: { is_disabled },
          }),
        ),
      ),
    onSettled: changed,
  });
}

interface Moving {
  readonly devices: readonly Pick<ListedDevice, 'mac' | 'gid'>[];
  /** Null: out of the groups that they are in. */
  readonly gid: string | null;
}

export function useMoveDevices(product_key: string) {
  const changed = useDevicesChanged();
  return useMutation({
    mutationFn: async ({ devices, gid }: Moving) => {
      const targets = gid === null ? Map.groupBy(devices, (device) => device.gid) : new Map([[gid, devices]]);
      for (const [target, its] of targets) {
        if (target === null) continue;
        const action = gid === null ? 'unassign' : 'assign';
        await regroup(
          { product_key, gid: target, action, reassign: true },
          its.map(({ mac }) => mac),
        );
      }
    },
    onSettled: changed,
  });
}

interface Regrouping {
  readonly product_key: string;
  readonly gid: string;
  readonly action: 'assign' | 'unassign';
  readonly reassign: boolean;
}

/** Puts devices into a group or takes them out of it; answers with the macs of which that could not be done. */
export async function regroup(
  { product_key, gid, action, reassign }: Regrouping,
  macs: readonly string[],
): Promise<string[]> {
  const failed: string[] = [];
  for (let start = 0; start < macs.length; start += macsMax) {
    const answer = await answerOf(
      enterpriseApi.PUT('/v1/products/{product_key}/device_groups/{gid}', {
        params: { path: { product_key, gid } },
        body: { action, reassign, macs: macs.slice(start, start + macsMax) },
      }),
    );
    failed.push(...answer.failed);
  }
  return failed;
}

/** What shows devices or counts them is asked for again. */
export function useDevicesChanged() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      ['devices', 'device', 'device-groups'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
    );
}

/** Calls for each, a few at a time; the answers in the order of what was asked. */
export async function inTurns<T, Answer>(all: readonly T[], ask: (one: T) => Promise<Answer>) {
  const answers: Answer[] = [];
  for (let start = 0; start < all.length; start += callsAtOnce)
    answers.push(...(await Promise.all(all.slice(start, start + callsAtOnce).map(ask))));
  return answers;
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, enterpriseApi, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';
import { inTurns, regroup, useDevicesChanged } from '../devices/device-list-queries.ts';

type GroupsPath = '/console/v1/products/{product_key}/device_groups';

export type DeviceGroup =
  paths[GroupsPath]['get']['responses'][200]['content']['application/json']['groups'][number];
export type GroupChange = NonNullable<
  paths[`${GroupsPath}/{gid}`]['patch']['requestBody']
>['content']['application/json'];

interface NewGroup {
  readonly name: string;
  /** Undefined: the root. */
  readonly parent_gid: string | undefined;
}

export function useCreateGroup(product_key: string) {
  const changed = useGroupsChanged(product_key);
  return useMutation({
    mutationFn: async ({ name, parent_gid }: NewGroup) => {
      const { gid } = await answerOf(
        enterpriseApi.POST('/v1/products/{product_key}/device_groups', {
          params: { path: { product_key } },
          body: parent_gid === undefined ? {} : { parent_gid },
        }),
      );
      await changeGroup(product_key, gid, { name });
      return gid;
    },
    onSettled: changed,
  });
}

export function useChangeGroup(product_key: string, gid: string) {
  const changed = useGroupsChanged(product_key);
  return useMutation({
    mutationFn: (body: GroupChange) => changeGroup(product_key, gid, body),
    onSuccess: changed,
  });
}

/** @param onDeleted is told before its devices would be asked for again */
export function useDeleteGroup(product_key: string, onDeleted: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (gid: string) =>
      answerOf(
        enterpriseApi.DELETE('/v1/products/{product_key}/device_groups/{gid}', {
          params: { path: { product_key, gid } },
        }),
      ),
    onSuccess: () => {
      onDeleted();
      return queries.invalidateQueries({ queryKey: ['device-groups', product_key] });
    },
  });
}

interface Assigning {
  readonly gid: string;
  /** Macs and dids. */
  readonly names: readonly string[];
  /** Whether devices are taken out of other groups for it. */
  readonly reassign: boolean;
}

export interface Assigned {
  readonly count: number;
  /** Those that no device has, or whose device is in another group and stays there. */
  readonly failed: readonly string[];
}

/** Puts the devices with these macs and dids into a group. */
export function useAssignDevices(product_key: string) {
  const changed = useDevicesChanged();
  return useMutation({
    mutationFn: async ({ gid, names, reassign }: Assigning): Promise<Assigned> => {
      const dids = names.filter((name) => didSyntax.test(name));
      const found = new Map(
        await inTurns(dids, async (did) => [did, await macOf(product_key, did)] as const),
      );
      const unknown = dids.filter((did) => found.get(did) === undefined);
      const macs = new Set(
        names.map((name) => (found.has(name) ? found.get(name) : name)).filter((mac) => mac !== undefined),
      );
      const refused = await regroup({ product_key, gid, action: 'assign', reassign }, [...macs]);
      return { count: macs.size - refused.length, failed: [...unknown, ...refused] };
    },
    onSettled: changed,
  });
}

const didSyntax = /^[0-9A-Za-z]{22}$/;

async function macOf(product_key: string, did: string): Promise<string | undefined> {
  const { objects } = await answerOf(
    managementApi.GET('/console/v1/products/{product_key}/devices', {
      params: { path: { product_key }, query: { type: 'did', val: did, show_disabled: 1 } },
    }),
  );
  return objects[0]?.mac;
}

async function changeGroup(product_key: string, gid: string, body: GroupChange): Promise<void> {
  await answerOf(
    managementApi.PATCH('/console/v1/products/{product_key}/device_groups/{gid}', {
      params: { path: { product_key, gid } },
      body,
    }),
  );
}

function useGroupsChanged(product_key: string) {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['device-groups', product_key] }),
      queries.invalidateQueries({ queryKey: ['devices'] }),
    ]);
}

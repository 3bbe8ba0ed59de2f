import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../../api/api-client.ts';
import type { paths } from '../../../generated/management-api.ts';
import { type Answer, pathOf, useForgetProducts } from '../product-queries.ts';

const listPath = '/admin/v1/products/{product_key}/waiting_devices';

export type WaitingDevice = Answer<typeof listPath, 'get'>['objects'][number];
export type GivenApproval = NonNullable<
  paths[`${typeof listPath}/approve`]['post']['requestBody']
>['content']['application/json']['devices'][number];

/** Of a question about devices that wait. */
export interface DecisionProps {
  readonly productKey: string;
  readonly devices: readonly WaitingDevice[];
  /** Some of them are decided. */
  onDecided(): void;
  onClose(): void;
}

/** Which of them, and which page of the list. */
export interface WaitingQuery {
  readonly state: WaitingDevice['state'];
  readonly limit: number;
  readonly skip: number;
}

const refreshMs = 5_000;

export const waitingDevicesQuery = (product_key: string, query: WaitingQuery) =>
  queryOptions({
    queryKey: ['waiting-devices', { product_key, ...query }],
    queryFn: ({ signal }) =>
      answerOf(managementApi.GET(listPath, { params: { path: { product_key }, query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

/** Entries of a call, and of a page of the list. */
const mostPerCall = 1_000;

/** At most 1000 at a time. What it answers is told whatever becomes of single devices. */
export function useApproveDevices(productKey: string) {
  const forget = useForgetProducts();
  return useMutation({
    mutationFn: (devices: GivenApproval[]) => approve(productKey, devices),
    onSettled: forget,
  });
}

/** Approves all that were imported with did and mac, however many; answers how many that were. */
export function useApproveListed(productKey: string) {
  const forget = useForgetProducts();
  return useMutation({
    mutationFn: async () => {
      const listed = await listedDevices(productKey);
      let count = 0;
      for (let from = 0; from < listed.length; from += mostPerCall) {
        const { approved } = await approve(productKey, listed.slice(from, from + mostPerCall));
        count += approved.length;
      }
      return count;
    },
    onSettled: forget,
  });
}

/** At most 1000 at a time. */
export function useRefuseDevices(productKey: string) {
  const forget = useForgetProducts();
  return useMutation({
    mutationFn: (dids: string[]) =>
      answerOf(managementApi.POST(`${listPath}/refuse`, { ...pathOf(productKey), body: { dids } })),
    onSettled: forget,
  });
}

function approve(productKey: string, devices: GivenApproval[]) {
  return answerOf(managementApi.POST(`${listPath}/approve`, { ...pathOf(productKey), body: { devices } }));
}

/** All are read before any is approved: those leave the list, and the pages would move. */
async function listedDevices(product_key: string): Promise<GivenApproval[]> {
  const listed: GivenApproval[] = [];
  for (let skip = 0; ; skip += mostPerCall) {
    const params = { path: { product_key }, query: { limit: mostPerCall, skip } };
    const { objects } = await answerOf(managementApi.GET(listPath, { params }));
    for (const { did, mac } of objects) if (mac !== null) listed.push({ did });
    if (objects.length < mostPerCall) return listed;
  }
}
